package io.perftoolkit.cache;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** When the entries of a cache become stale and die. Pure but for the clock and the user's callback. */
final class Times<K, V> {
    /** A use is noted if it moves the end of an entry by more than this part of its life. */
    private static final int GRAIN_SHIFT = 6;

    private final @Nullable LongSupplier clock;
    private final long writeNanos;
    private final long accessNanos;
    private final long negativeNanos;
    private final double jitter;
    private final @Nullable BiFunction<? super K, ? super V, Freshness> freshness;
    private final boolean touching;

    /**
     * Creates the rules of a cache.
     *
     * @param clock what says the time, or null if nothing depends on it
     * @param writeNanos how long a value lives, or 0 for ever
     * @param accessNanos how long it lives after its last use, or 0 for ever
     * @param negativeNanos how long an absence is remembered, or 0 for not at all
     * @param jitter by which share at most a life is shortened
     * @param freshness says the phases of each value, or null if there are none
     * @param touching whether it says them anew when a value is used
     */
    Times(
            @Nullable LongSupplier clock,
            long writeNanos,
            long accessNanos,
            long negativeNanos,
            double jitter,
            @Nullable BiFunction<? super K, ? super V, Freshness> freshness,
            boolean touching) {
        this.clock = clock;
        this.writeNanos = writeNanos;
        this.accessNanos = accessNanos;
        this.negativeNanos = negativeNanos;
        this.jitter = jitter;
        this.freshness = freshness;
        this.touching = touching;
    }

    /** The time, or 0 if nothing depends on it. */
    long now() {
        return clock == null ? 0 : clock.getAsLong();
    }

    boolean remembersAbsence() {
        return negativeNanos != 0;
    }

    /** Whether a table keeps bare values only. */
    boolean isPlain() {
        return freshness == null && negativeNanos == 0 && (writeNanos == 0 || accessNanos == 0);
    }

    /** How long an entry lives after a use, if the table alone sees to it; else 0. */
    long tableAccessNanos() {
        return freshness == null && writeNanos == 0 ? accessNanos : 0;
    }

    /** The value with its phases; null if it has none and {@link #deadline} says all. */
    @Nullable
    Held<V> hold(K key, V value, int hash, long now) {
        if (freshness != null) {
            return new Held<>(value, now, phases(freshness, key, value, hash, now));
        }
        if (writeNanos == 0 || accessNanos == 0) {
            return null;
        }
        long dead = Deadlines.after(now, scaled(writeNanos, share(hash, now)));
        return new Held<>(value, now, new Phases(dead, dead, dead, dead));
    }

    private Phases phases(BiFunction<? super K, ? super V, Freshness> callback, K key, V value, int hash, long now) {
        Freshness phases = callback.apply(key, value);
        if (phases == null) {
            throw new NullPointerException("freshness of a key of " + key.getClass());
        }
        double share = share(hash, now);
        long fresh = scaled(nanos(phases.fresh()), share);
        long refresh = fresh - scaled(nanos(phases.ahead()), share);
        long stale = fresh + scaled(nanos(phases.stale()), share);
        long dead = stale + scaled(nanos(phases.onError()), share);
        long staleAt = Deadlines.after(now, fresh);
        return new Phases(
                phases.ahead().isZero() ? staleAt : Deadlines.after(now, refresh),
                staleAt,
                Deadlines.after(now, Math.min(stale, Deadlines.LONGEST_NANOS)),
                Deadlines.after(now, Math.min(dead, Deadlines.LONGEST_NANOS)));
    }

    /** What the table keeps of a value: bare, if the time of its end says all. */
    Object raw(V value, @Nullable Held<V> held) {
        return held == null || (accessNanos == 0 && !touching && held.areOne()) ? value : held;
    }

    /** When the table lets go of a value just written. */
    long deadline(@Nullable Held<V> held, int hash, long now) {
        if (held != null) {
            return accessNanos == 0 ? held.deadAt : touched(held, now);
        }
        long nanos = writeNanos != 0 ? writeNanos : accessNanos;
        return nanos == 0 ? Table.NEVER : Deadlines.after(now, scaled(nanos, share(hash, now)));
    }

    /** When the table lets go of an absence just learnt. */
    long absentDeadline(int hash, long now) {
        return Deadlines.after(now, scaled(negativeNanos, share(hash, now)));
    }

    /** Whether the doors have to move the deadline of an entry at each use. */
    boolean movesDeadlines() {
        return accessNanos != 0 && tableAccessNanos() == 0;
    }

    /** Whether a use of an entry is worth a write: a move of less than a 64th of its life is not. */
    boolean isWorthMoving(Held<?> held, long now) {
        return held.touch(now, accessNanos >> GRAIN_SHIFT);
    }

    /**
     * The phases that a use of a value begins anew; null if uses say nothing here, if it is no more fresh, so that only a
     * load makes it so, or if the last such use was less than a 64th of its fresh time ago.
     */
    @Nullable
    Phases renewed(K key, Held<V> held, Freshness.Phase phase, int hash, long now) {
        if (!touching
                || freshness == null
                || phase != Freshness.Phase.FRESH
                || !held.touch(now, held.freshNanos() >> GRAIN_SHIFT)) {
            return null;
        }
        return phases(freshness, key, held.value, hash, now);
    }

    /** The deadline after a use: never beyond the end of the last phase. */
    long touched(Held<?> held, long now) {
        long deadline = Deadlines.after(now, accessNanos);
        if (held.deadAt == Table.NEVER || (deadline != Table.NEVER && deadline - held.deadAt < 0)) {
            return deadline;
        }
        return held.deadAt;
    }

    /** The share of its life that an entry gets: between 1 - jitter and 1, from its hash and the time of its writing. */
    private double share(int hash, long now) {
        if (jitter == 0) {
            return 1;
        }
        int mixed = Hashing.spread((int) (now ^ (now >>> 32)), hash);
        return 1 - jitter * ((mixed >>> 1) / (double) (1L << 31));
    }

    private static long scaled(long nanos, double share) {
        return share == 1 ? nanos : Math.max(1, (long) (nanos * share));
    }

    /** Far below an overflow, however many are added. */
    static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) >= 0 ? Deadlines.LONGEST_NANOS : duration.toNanos();
    }

    private static final Duration LONGEST = Duration.ofNanos(Deadlines.LONGEST_NANOS);
}
