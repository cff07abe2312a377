package io.lethe.worker.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest; a build from source has none. */
final class LetheVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = LetheVersion.class.getPackage().getImplementationVersion();
    return new String[] {"lethe " + (version == null ? "(built from source)" : version)};
  }
}
