package io.perftoolkit.admission;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Takes the samples of a limit that has an objective, and looks at them now and then. */
final class Watch {
    /*
     * Invariant: one thread at a time looks; who finds another one looking goes on with his work. A sample that comes in during a look is
     * in the next one: cells are cumulative and windows are differences (SamplesTest.read_whileThreadsRecord_windowsAddUpToAllSamples). What a look misses
     * changes a decision, never a permit.
     *
     * Ordering: the flag is taken and given back with volatile semantics, so looks see each other's state.
     */

    private static final double LATE = 0.7;
    private static final long LOOK_NANOS = 5_000_000;

    final Patience patience;
    private final Samples samples;
    private final @Nullable Governor governor;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile long nextLookNanos;
    private volatile int wanted;

    private Watch(Samples samples, Patience patience, @Nullable Governor governor, int initialLimit, long nowNanos) {
        this.samples = samples;
        this.patience = patience;
        this.governor = governor;
        this.nextLookNanos = nowNanos;
        this.wanted = initialLimit;
    }

    static Watch of(LimitBuilder builder, long objectiveNanos, long nowNanos) {
        Samples samples = new Samples((long) (LATE * objectiveNanos));
        Samples.Reading none = samples.read();
        Patience patience = new Patience(objectiveNanos, none, nowNanos);
        Governor governor = builder.fixed
                ? null
                : new Pace(
                        (long) (LATE * objectiveNanos),
                        builder.initialLimit,
                        builder.minLimit,
                        builder.maxLimit,
                        none,
                        nowNanos);
        return new Watch(samples, patience, governor, builder.initialLimit, nowNanos);
    }

    void sample(Permit.Outcome outcome, long nanos, boolean binding) {
        switch (outcome) {
            case SUCCEEDED -> samples.record(nanos, binding);
            case DROPPED -> samples.recordDropped(binding);
            case FAILED -> {
                if (samples.isLate(nanos)) {
                    samples.record(nanos, binding);
                }
            }
            case IGNORED -> {}
        }
    }

    boolean isDue(long nowNanos) {
        return nowNanos - nextLookNanos >= 0;
    }

    /** Whether another limit is {@link #wanted} than before. */
    boolean look(long nowNanos) {
        if (looking.get() || !looking.compareAndSet(false, true)) {
            return false;
        }
        try {
            Samples.Reading all = samples.read();
            patience.learn(nowNanos, all);
            Governor leader = governor;
            if (leader == null) {
                nextLookNanos = nowNanos + LOOK_NANOS;
                return false;
            }
            int before = wanted;
            wanted = leader.look(nowNanos, all);
            nextLookNanos = leader.nextLookNanos();
            return wanted != before;
        } finally {
            looking.set(false);
        }
    }

    /** The limit that the governor wants. */
    int wanted() {
        return wanted;
    }

    AdmissionStats.Steering steering() {
        return governor == null ? AdmissionStats.Steering.NONE : governor.stats();
    }
}
