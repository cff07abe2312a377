package io.lethe.activities;

import io.lethe.store.ContentStore;
import io.lethe.store.Location;

/** Where things are in Lethe's own bucket. */
public final class Layout {
  /** The bucket. */
  public static final String BUCKET = ContentStore.DEFAULT_BUCKET;

  private Layout() {}

  /** Result of a finished stage. */
  public static Location stage(String key) {
    return new Location(BUCKET, "stages/" + key + ".json");
  }

  /** Counter of the fencing tokens of a stage. */
  public static Location counter(String key) {
    return new Location(BUCKET, "checkpoints/" + key + "/counter.json");
  }

  /** Fenced pointer to the checkpoints of a stage. */
  public static Location pointer(String key) {
    return new Location(BUCKET, "checkpoints/" + key + "/pointer.json");
  }

  /** Body of a checkpoint of a stage. */
  public static Location checkpoint(String key, String sha256) {
    return new Location(BUCKET, "checkpoints/" + key + "/" + sha256 + ".safetensors");
  }

  /** Record of an execution. */
  public static Location run(String name, String execution) {
    return new Location(BUCKET, "runs/" + name + "/" + execution + ".json");
  }

  /** Secret of a request: the key of the digests of its record lists. */
  public static Location requestKey(String name) {
    return new Location(BUCKET, "requests/" + name + "/digests.key");
  }

  /** A list of record ids of a request, named by its keyed digest. */
  public static Location list(String name, String keyedDigest) {
    return new Location(BUCKET, "requests/" + name + "/lists/" + keyedDigest + ".txt");
  }

  /** Folder of the baselines with one recipe on one data set. */
  public static String baselines(String recipeKey) {
    return "baselines/" + recipeKey + "/";
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
