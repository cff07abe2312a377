package io.lethe.worker.cli;

import io.lethe.worker.runtime.Build;
import picocli.CommandLine.IVersionProvider;

/** Version and commit. */
final class LetheVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"lethe " + Build.current()};
  }
}
