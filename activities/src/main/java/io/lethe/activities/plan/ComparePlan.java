package io.lethe.activities.plan;

import java.util.List;

/**
 * What a comparison would do, found out without storing or starting anything.
 *
 * @param name the comparison's name
 * @param kind {@code compare}
 * @param cells runs in the table
 * @param searchRuns runs of the hyper-parameter search
 * @param baselines Retrain baselines that are found or trained, one for each D_f
 * @param parallelism runs in flight at most
 * @param forget what each forget set means, with the first method and the first seed
 * @param seconds rough time of all runs one after the other, without baselines
 * @param memoryBytes rough need of memory of one run
 * @param diskBytes rough need of the object store, of all runs
 * @param warnings what the person should know before starting
 */
public record ComparePlan(
    String name,
    String kind,
    int cells,
    int searchRuns,
    int baselines,
    int parallelism,
    List<Plan> forget,
    double seconds,
    long memoryBytes,
    long diskBytes,
    List<String> warnings) {}
