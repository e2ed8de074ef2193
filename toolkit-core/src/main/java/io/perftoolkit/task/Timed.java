package io.perftoolkit.task;

import io.perftoolkit.latency.LatencyRecorder;

/** One task of many, chosen to tell how long it waited. */
final class Timed implements Wrapped {
    /** One of so many is chosen: a clock reading costs as much as a submit. A power of two. */
    static final int ONE_OF = 64;

    private final Runnable task;
    private final LatencyRecorder runDelay;
    private final long submittedNanos;

    Timed(Runnable task, LatencyRecorder runDelay) {
        this.task = task;
        this.runDelay = runDelay;
        this.submittedNanos = runDelay.now();
    }

    @Override
    public void run() {
        runDelay.recordSince(submittedNanos);
        task.run();
    }

    @Override
    public Runnable unwrapped() {
        return task;
    }
}
