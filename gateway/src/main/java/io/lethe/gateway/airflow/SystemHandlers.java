package io.lethe.gateway.airflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.gateway.Desk;
import io.lethe.workflows.Wire;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Version and health. */
final class SystemHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(SystemHandlers.class);

  private final Desk desk;
  private final Release release;

  SystemHandlers(Desk desk, Release release) {
    this.desk = desk;
    this.release = release;
  }

  Object version(Call call) {
    return Wire.mapper()
        .createObjectNode()
        .put("version", release.version())
        .put("git_version", release.commit());
  }

  /** The object store stands where Airflow has its database, Temporal where it has a scheduler. */
  Object health(Call call) {
    ObjectNode health = Wire.mapper().createObjectNode();
    part(health, "metadatabase", healthy("the object store", desk::paused));
    String scheduler = healthy("Temporal", () -> desk.running("health"));
    beat(part(health, "scheduler", scheduler), "scheduler", scheduler);
    beat(part(health, "triggerer", null), "triggerer", null);
    beat(part(health, "dag_processor", null), "dag_processor", null);
    return health;
  }

  private static ObjectNode part(ObjectNode health, String name, String status) {
    return health.putObject(name).put("status", status);
  }

  private static void beat(ObjectNode part, String name, String status) {
    boolean alive = "healthy".equals(status);
    part.put("latest_" + name + "_heartbeat", alive ? Instant.now().toString() : null);
  }

  private interface Question {
    Object ask() throws Exception;
  }

  private static String healthy(String what, Question question) {
    try {
      question.ask();
      return "healthy";
    } catch (Exception e) {
      LOG.warn("{} does not answer: {}", what, e.toString());
      return "unhealthy";
    }
  }
}
