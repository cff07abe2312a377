package io.lethe.activities;

import io.lethe.store.ContentStore;
import io.lethe.store.Location;
import java.util.List;
import java.util.regex.Pattern;

/** Where things are in Lethe's own bucket. */
public final class Layout {
  /** The bucket. */
  public static final String BUCKET = ContentStore.DEFAULT_BUCKET;

  /** Folders of the bucket. */
  public static final String RUNS = "runs/";

  /** Results of finished stages, and who uses them. */
  public static final String STAGES = "stages/";

  /** Checkpoints by stage. */
  public static final String CHECKPOINTS = "checkpoints/";

  /** Keys and lists by request. */
  public static final String REQUESTS = "requests/";

  /** Baselines by recipe. */
  public static final String BASELINES = "baselines/";

  /** Objects by digest, with what lies beside them. */
  public static final String ARTIFACTS = "artifacts/";

  /** Data sets by digest. */
  public static final String DATASETS = "datasets/";

  /** What the gateway keeps of runs, and for itself. */
  public static final String GATEWAY = "gateway/";

  /** How runs were asked for, by name. */
  public static final String TRIGGERS = GATEWAY + "runs/";

  /** All folders of the bucket. */
  public static final List<String> FOLDERS =
      List.of(RUNS, STAGES, CHECKPOINTS, REQUESTS, BASELINES, ARTIFACTS, DATASETS, GATEWAY);

  /** Which DAGs are paused. */
  public static final Location DAGS = new Location(BUCKET, GATEWAY + "dags.json");

  /** The key that signs the tokens of all gateways. */
  public static final Location TOKEN_KEY = new Location(BUCKET, GATEWAY + "token.key");

  /** Ending of the object beside an import: somebody wanted it kept. */
  public static final String IMPORTED = ".imported";

  /** Last segment of the objects with which rights are tried out. */
  public static final String PROBE = "lethe-doctor.probe";

  /** Keys of {@link #list}: the request's name and the keyed digest. */
  public static final Pattern LIST = Pattern.compile("requests/(.+)/lists/([0-9a-f]{64})\\.txt");

  private Layout() {}

  /**
   * An object with which rights on a folder are tried out.
   *
   * @param folder ends with a slash; empty for the bucket itself
   */
  public static Location probe(String bucket, String folder) {
    return new Location(bucket, folder + PROBE);
  }

  /** Result of a finished stage. */
  public static Location stage(String key) {
    return new Location(BUCKET, STAGES + key + ".json");
  }

  /** Folder of the names of the runs that use a stage. */
  public static String stageUsers(String key) {
    return STAGES + key + "/runs/";
  }

  /** Says that a run uses a stage, from its first slice on. */
  public static Location stageUser(String key, String run) {
    return new Location(BUCKET, stageUsers(key) + run + ".json");
  }

  /** Says that a model or data set was imported, and is to be kept without a run. */
  public static Location imported(Location content) {
    return new Location(content.bucket(), content.key() + IMPORTED);
  }

  /** Counter of the fencing tokens of a stage. */
  public static Location counter(String key) {
    return new Location(BUCKET, CHECKPOINTS + key + "/counter.json");
  }

  /** Fenced pointer to the checkpoints of a stage. */
  public static Location pointer(String key) {
    return new Location(BUCKET, CHECKPOINTS + key + "/pointer.json");
  }

  /** Body of a checkpoint of a stage. */
  public static Location checkpoint(String key, String sha256) {
    return new Location(BUCKET, CHECKPOINTS + key + "/" + sha256 + ".safetensors");
  }

  /** Record of an execution. */
  public static Location run(String name, String execution) {
    return new Location(BUCKET, executions(name) + execution + ".json");
  }

  /** Folder of the records of a run. */
  public static String executions(String name) {
    return RUNS + name + "/";
  }

  /** How a run was asked for through the gateway. */
  public static Location trigger(String name) {
    return new Location(BUCKET, TRIGGERS + name + ".json");
  }

  /** Secret of a request: the key of the digests of its record lists. */
  public static Location requestKey(String name) {
    return new Location(BUCKET, REQUESTS + name + "/digests.key");
  }

  /** A list of record ids of a request, named by its keyed digest. */
  public static Location list(String name, String keyedDigest) {
    return new Location(BUCKET, REQUESTS + name + "/lists/" + keyedDigest + ".txt");
  }

  /** Folder of the baselines with one recipe on one data set. */
  public static String baselines(String recipeKey) {
    return BASELINES + recipeKey + "/";
  }

  /** Entry of a baseline. */
  public static Location baseline(String recipeKey, String modelSha256) {
    return new Location(BUCKET, baselines(recipeKey) + modelSha256 + ".json");
  }

  /** The training manifest beside a model. */
  public static Location manifest(Location model) {
    return new Location(model.bucket(), model.key() + ".manifest.json");
  }

  /** The key of the training manifest beside a model. */
  public static Location manifestKey(Location model) {
    return new Location(model.bucket(), model.key() + ".manifest.key");
  }

  /** Present beside a model whose manifest began as a guess. */
  public static Location assumption(Location model) {
    return new Location(model.bucket(), model.key() + ".manifest.assumed");
  }
}
