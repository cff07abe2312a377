package io.lethe.gateway.access;

import io.lethe.gateway.Desk;
import io.lethe.gateway.Picture;
import io.lethe.gateway.RunEntry;
import io.lethe.gateway.StoredItem;
import io.lethe.gateway.Trigger;
import io.lethe.store.ObjectStore;
import io.lethe.workflows.client.Standing;
import io.lethe.workflows.client.StartedRun;
import io.lethe.workflows.contract.Comparison;
import io.lethe.workflows.contract.Decision;
import io.lethe.workflows.contract.RunRecord;
import io.lethe.workflows.contract.StageResult;
import io.lethe.workflows.request.RunRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A desk that knows no objects outside the configured buckets. Every part of the API gets this. */
public final class ConfinedDesk implements Desk {
  private final Desk desk;
  private final Buckets buckets;
  private final ObjectStore store;

  /** Wraps a desk. */
  public ConfinedDesk(Desk desk, Buckets buckets) {
    this.desk = desk;
    this.buckets = buckets;
    this.store = new ConfinedStore(desk.store(), buckets);
  }

  @Override
  public Object plan(RunRequest typed) throws IOException {
    buckets.require(typed);
    return desk.plan(typed);
  }

  @Override
  public StartedRun start(RunRequest typed, Trigger trigger) throws IOException {
    buckets.require(typed);
    return desk.start(typed, trigger);
  }

  @Override
  public ObjectStore store() {
    return store;
  }

  @Override
  public RunRequest demo(String name) throws IOException {
    return desk.demo(name);
  }

  @Override
  public Set<String> paused() throws IOException {
    return desk.paused();
  }

  @Override
  public void pause(String dag, boolean paused) throws IOException {
    desk.pause(dag, paused);
  }

  @Override
  public StartedRun retry(String run) throws IOException {
    return desk.retry(run);
  }

  @Override
  public void cancel(String run, Decision decision) throws IOException {
    desk.cancel(run, decision);
  }

  @Override
  public void approve(String run, Decision decision) throws IOException {
    desk.approve(run, decision);
  }

  @Override
  public void reject(String run, Decision decision) throws IOException {
    desk.reject(run, decision);
  }

  @Override
  public void note(String run, Optional<String> note) throws IOException {
    desk.note(run, note);
  }

  @Override
  public void delete(String run) throws IOException {
    desk.delete(run);
  }

  @Override
  public List<RunEntry> runs() throws IOException {
    return desk.runs();
  }

  @Override
  public Optional<RunEntry> run(String name) throws IOException {
    return desk.run(name);
  }

  @Override
  public List<RunRecord> executions(String run) throws IOException {
    return desk.executions(run);
  }

  @Override
  public Standing standing(RunRecord record) {
    return desk.standing(record);
  }

  @Override
  public boolean running(String run) {
    return desk.running(run);
  }

  @Override
  public Optional<String> trouble(String run) {
    return desk.trouble(run);
  }

  @Override
  public Optional<Comparison> comparison(RunRecord record) throws IOException {
    return desk.comparison(record);
  }

  @Override
  public Object report(String run) throws IOException {
    return desk.report(run);
  }

  @Override
  public List<Picture> pictures(String run) throws IOException {
    return desk.pictures(run);
  }

  @Override
  public Optional<byte[]> picture(String run, String file) throws IOException {
    return desk.picture(run, file);
  }

  @Override
  public List<StoredItem> models() throws IOException {
    return desk.models();
  }

  @Override
  public List<StoredItem> datasets() throws IOException {
    return desk.datasets();
  }

  @Override
  public Optional<Instant> finishedAt(StageResult stage) {
    return desk.finishedAt(stage);
  }

  @Override
  public String place() {
    return desk.place();
  }
}
