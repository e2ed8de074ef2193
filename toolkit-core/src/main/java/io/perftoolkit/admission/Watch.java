package io.perftoolkit.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

    private static final Permit.Outcome[] OUTCOMES = Permit.Outcome.values();

    /** The share of the objective from which on a time is late. */
    static final double LATE = 0.7;

    private static final long LOOK_NANOS = 5_000_000;
    private static final double ENOUGH_PER_SECOND = 2_000;
    private static final int MOST_UNTIMED = 8;
    private static final VarHandle MASK;

    static {
        try {
            MASK = MethodHandles.lookup().findVarHandle(Watch.class, "untimedMask", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Patience patience;
    private final Samples samples;
    private final @Nullable Governor governor;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Tally tally;
    private volatile long nextLookNanos;
    private long lastLookNanos;
    private long answeredBefore;

    /** Of so many starts of a thread one is timed, less one: the bits that must be zero in its number. */
    @SuppressWarnings("unused") // read and written by MASK
    private int untimedMask;

    private volatile int wanted;

    Watch(
            Samples samples,
            Tally tally,
            Patience patience,
            @Nullable Governor governor,
            int initialLimit,
            long nowNanos) {
        this.samples = samples;
        this.tally = tally;
        this.lastLookNanos = nowNanos;
        this.patience = patience;
        this.governor = governor;
        this.nextLookNanos = nowNanos;
        this.wanted = initialLimit;
    }

    static Watch of(LimitBuilder builder, Tally tally, long objectiveNanos, long nowNanos) {
        Samples samples = new Samples((long) (LATE * objectiveNanos));
        Samples.Reading none = samples.read(0);
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
        return new Watch(samples, tally, patience, governor, builder.initialLimit, nowNanos);
    }

    void sample(int outcome, long nanos, boolean binding) {
        switch (OUTCOMES[outcome]) {
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
            Samples.Reading all = samples.read(tally.answered());
            thinOut(nowNanos, all.answered);
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

    /** The limit does not grow before a time. */
    void hold(long untilNanos) {
        Governor leader = governor;
        if (leader != null) {
            leader.hold(untilNanos);
        }
    }

    /** Whether a start is timed, by its number among the starts of its thread. */
    boolean isTimed(long number) {
        return (number & (int) MASK.getOpaque(this)) == 0;
    }

    /** Enough is timed as long as some thousands are in a second. */
    private void thinOut(long nowNanos, long answered) {
        double perSecond = 1e9 * (answered - answeredBefore) / Math.max(1, nowNanos - lastLookNanos);
        int timed = (int) Math.min(MOST_UNTIMED, Math.max(1, perSecond / ENOUGH_PER_SECOND));
        MASK.setOpaque(this, Integer.highestOneBit(timed) - 1);
        lastLookNanos = nowNanos;
        answeredBefore = answered;
    }

    /** The limit that the governor wants. */
    int wanted() {
        return wanted;
    }

    AdmissionStats.Steering steering() {
        return governor == null ? AdmissionStats.Steering.NONE : governor.stats();
    }
}
