package io.lethe.activities.stage;

import io.lethe.formats.TensorFile;
import io.lethe.unlearning.Resumable;
import io.lethe.unlearning.StepReport;
import io.lethe.unlearning.model.Network;

/**
 * Work together with the network it works on, which is freed with it.
 *
 * @param <R> what the work makes
 */
final class Owned<R> implements Resumable<R> {
  private final Resumable<R> work;
  private final Network network;

  Owned(Resumable<R> work, Network network) {
    this.work = work;
    this.network = network;
  }

  @Override
  public boolean done() {
    return work.done();
  }

  @Override
  public StepReport step() {
    return work.step();
  }

  @Override
  public TensorFile save() {
    return work.save();
  }

  @Override
  public void restore(TensorFile state) {
    work.restore(state);
  }

  @Override
  public R result() {
    return work.result();
  }

  @Override
  public void close() {
    work.close();
    network.close();
  }
}
