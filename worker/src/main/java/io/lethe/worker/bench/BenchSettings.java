package io.lethe.worker.bench;

/**
 * How much is measured.
 *
 * @param batchSize images a training step
 * @param threads threads inside one operator
 * @param warmup steps before the first timed one
 * @param steps timed steps a round
 * @param rounds rounds, alternating with PyTorch
 * @param smallSteps steps of ResNet-20s over which memory is watched
 * @param largeSteps steps of ResNet-18 over which memory is watched
 */
public record BenchSettings(
    int batchSize,
    int threads,
    int warmup,
    int steps,
    int rounds,
    int smallSteps,
    int largeSteps) {}
