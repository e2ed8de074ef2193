package io.perftoolkit.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Something under way for one key: a load, a refresh, or a caller's own function that must run alone.
 *
 * <p>Thread-safe. It is <b>attached</b> while it stands in {@link Flights}; what it brings may be installed only then.
 * As a gate it lets exactly that write pass, and detaches at the same moment.
 */
final class Flight<K, V> implements Table.Gate<K> {
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
    private volatile @Nullable Thread owner;

    Flight(Flights<K, V> home, K key, int hash, Kind kind, @Nullable Object replaced, long startNanos) {
        this.home = home;
        this.key = key;
        this.hash = hash;
        this.kind = kind;
        this.replaced = replaced;
        this.startNanos = startNanos;
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

    void ownedBy(@Nullable Thread thread) {
        owner = thread;
    }

    boolean isTurn() {
        return kind == Kind.TURN;
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
