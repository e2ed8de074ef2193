package io.perftoolkit.bench.task;

import io.perftoolkit.task.WorkStealingScheduler;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

/** The executors under comparison, by name. */
final class Subject {
    private static final int WORKERS = 2;

    private Subject() {}

    static ExecutorService of(String name) {
        return switch (name) {
            case "WorkStealing" ->
                WorkStealingScheduler.builder().workers(WORKERS).build();
            case "WorkStealingUnbounded" ->
                WorkStealingScheduler.builder()
                        .workers(WORKERS)
                        .maxQueued(Long.MAX_VALUE)
                        .build();
            case "ForkJoinAsync" ->
                new ForkJoinPool(WORKERS, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
            case "ForkJoinLifo" -> new ForkJoinPool(WORKERS);
            case "ThreadPool" -> Executors.newFixedThreadPool(WORKERS);
            default -> throw new IllegalArgumentException("unknown subject: " + name);
        };
    }
}
