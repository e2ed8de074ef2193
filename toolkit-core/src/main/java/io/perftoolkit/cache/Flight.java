package io.perftoolkit.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Something under way for one key: a load, a refresh, or a caller's own function that must run alone.
 *
 * <p>Thread-safe. It is <b>attached</b> while it stands in {@link Flights}; what it brings may be installed only then.
 * As a gate it lets exactly that write pass, and detaches at the same moment.
 */
final class Flight<K, V> implements Table.Gate<K> {
    /*
     * Invariant: a flight that its last waiter has left takes no other one in: the count of waiters goes from one to
     * ABANDONED in one step, and nobody joins from there (AbandonTest.getAsync_manyComeAndGo*, AbandonStress).
     */
    private static final int ABANDONED = -1;

    final K key;
    final int hash;
    final Kind kind;

    /** What the table held when this began: an entry past its fresh time, or null. */
    final @Nullable Object replaced;

    final long startNanos;

    /** Completed once, never exceptionally, after the install. */
    final CompletableFuture<Landing<V>> landing = new CompletableFuture<>();

    private final AtomicBoolean settled = new AtomicBoolean();
    private final Flights<K, V> home;

    /** How many callers wait, the first one included; null if this goes on without any. */
    private final @Nullable AtomicInteger waiters;

    private volatile @Nullable Thread owner;
    private volatile @Nullable Errand<K, V> errand;
    private volatile @Nullable Flight<?, ?> outer;

    /** What goes on whoever waits. */
    Flight(Flights<K, V> home, K key, int hash, Kind kind, @Nullable Object replaced) {
        this(home, key, hash, kind, replaced, false);
    }

    /** With one waiter. */
    Flight(Flights<K, V> home, K key, int hash, Kind kind, @Nullable Object replaced, boolean endsWithWaiters) {
        this.home = home;
        this.key = key;
        this.hash = hash;
        this.kind = kind;
        this.replaced = replaced;
        this.startNanos = System.nanoTime();
        this.waiters = endsWithWaiters ? new AtomicInteger(1) : null;
    }

    /** Why a flight is there. */
    enum Kind {
        /** Callers wait for its value; a write overtakes it. */
        LOAD,
        /** As a load, but nobody has to wait. */
        REFRESH,
        /** A caller's function: writers of the key wait for its end. */
        TURN
    }

    /** Who runs the user's code for it; null while nobody does. */
    @Nullable
    Thread owner() {
        return owner;
    }

    /** What its owner ran already when it began this. */
    @Nullable
    Flight<?, ?> outer() {
        return outer;
    }

    /** For {@link Owners}. */
    void begin(Thread thread, @Nullable Flight<?, ?> around) {
        outer = around;
        owner = thread;
    }

    /** For {@link Owners}. */
    void end() {
        owner = null;
    }

    boolean isTurn() {
        return kind == Kind.TURN;
    }

    /** One waiter more; false if the last one has left, so that this will bring nothing. */
    boolean join() {
        return waiters == null
                || waiters.getAndUpdate(count -> count == ABANDONED ? ABANDONED : count + 1) != ABANDONED;
    }

    /** One waiter less; whether that was the last one, and nobody needs this any more. */
    boolean leave() {
        return waiters != null && waiters.getAndUpdate(count -> count <= 1 ? ABANDONED : count - 1) == 1;
    }

    /** Who will run the loader for it, and should hear when nobody needs it. */
    void runBy(Errand<K, V> errand) {
        this.errand = errand;
    }

    @Nullable
    Errand<K, V> errand() {
        return errand;
    }

    @Override
    public boolean open(K key, int hash) {
        return home.detach(this);
    }

    /** Whether the caller is the one who ends it. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    boolean isSettled() {
        return settled.get();
    }
}
