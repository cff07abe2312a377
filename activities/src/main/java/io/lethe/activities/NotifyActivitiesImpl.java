package io.lethe.activities;

import io.lethe.activities.webhook.Notifications;
import io.lethe.activities.webhook.WebhookSettings;
import io.lethe.workflows.contract.Notice;
import io.lethe.workflows.contract.NotifyActivities;

/** Webhooks, on the I/O queue. */
public final class NotifyActivitiesImpl implements NotifyActivities {
  private final Notifications notifications;

  /** Activities as the operator of the worker wants them. */
  public NotifyActivitiesImpl(WebhookSettings settings) {
    this.notifications = new Notifications(settings);
  }

  @Override
  public void deliver(Notice notice) {
    ActivityGuard.run(
        () -> {
          notifications.deliver(notice);
          return null;
        });
  }
}
