package io.lethe.worker.metrics;

/** Lethe's own metrics, as Prometheus names them; docs/observability.md says the same. */
public enum Metric {
  /** Timer by stage. */
  STAGE_SECONDS(
      "lethe_stage_seconds", "Work of finished stages, over all their slices and attempts"),
  /** Gauge. */
  SLICES_RUNNING("lethe_slices_running", "Slices of compute stages under way in this process"),
  /** Counter by stage. */
  IMAGES("lethe_images_total", "Images that steps have worked on"),
  /** Gauge by stage, while a slice of it is under way. */
  IMAGES_PER_SECOND("lethe_images_per_second", "Speed of the slice under way, over some seconds"),
  /** Gauge by stage, while a slice of it is under way. */
  CHECKPOINT_AGE(
      "lethe_checkpoint_age_seconds",
      "Time since the slice under way wrote its newest checkpoint, or began: what a crash costs"),
  /** Distribution by stage. */
  CHECKPOINT_BYTES("lethe_checkpoint_bytes", "Size of the checkpoints written"),
  /** Gauge by device and state, once a slice has run and where there is a CUDA device. */
  GPU_MEMORY("lethe_gpu_memory_bytes", "Memory of the GPU, of all processes together"),
  /** Gauge by queue, where the server knows. */
  QUEUE_BACKLOG("lethe_queue_backlog", "Tasks that wait in a queue, about"),
  /** Gauge by queue, where the server knows. */
  QUEUE_WAIT("lethe_queue_wait_seconds", "How long the oldest task of a queue has waited, about");

  private final String series;
  private final String help;

  Metric(String series, String help) {
    this.series = series;
    this.help = help;
  }

  /** Name in a scrape; timers and distributions add {@code _count}, {@code _sum}, {@code _max}. */
  public String series() {
    return series;
  }

  /** What it says. */
  String help() {
    return help;
  }
}
