package io.perftoolkit.objectpool;

import io.perftoolkit.objectpool.Borrowing.Token;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The right to use one object of an {@link ObjectPool}, until it is closed.
 *
 * <p>Tell before {@link #close} what the work was worth, if it was not a success: {@link #failed} and {@link #cancelled}
 * have the object thrown away, because nobody knows in which state it is. Otherwise it is given back.
 *
 * <p>A lease that is closed twice, or used after its close, throws {@link IllegalStateException}, also if its
 * object has long been lent to somebody else. That costs nothing and is exact for one thread, and for threads that hand
 * the lease on safely. Two threads that close the same lease at the same moment are a mistake that only a pool with
 * {@linkplain ObjectPoolBuilder#strictReturn strict returns} is certain to find.
 *
 * <p>Not thread-safe: one thread at a time. It may be closed by another thread than the one that borrowed. Where
 * compiled code sees the whole of a lease, from the borrowing to the close, none is allocated; otherwise it is 40 bytes.
 *
 * @param <T> of the object
 * @since 0.1
 */
public final class Lease<T> implements AutoCloseable {
    /*
     * Invariant: the lease is alive as long as the word of its slot is the one that it was made with. Leases are never reused: one that
     * is could not know that it is stale.
     *
     * Layout: all fields but the outcome are final and the constructor hands the lease to nobody, so that a compiler can take it apart
     * (ObjectPoolAllocationTest).
     */

    private final Exchange<T> exchange;
    private final Slot<T> slot;
    private final long word;
    private final @Nullable Token token;
    private boolean throwAway;

    private Lease(Exchange<T> exchange, Slot<T> slot, long word, @Nullable Token token) {
        this.exchange = exchange;
        this.slot = slot;
        this.word = word;
        this.token = token;
    }

    /** For the owner of a slot that is LENT. */
    static <T> Lease<T> of(Exchange<T> exchange, Slot<T> slot) {
        return new Lease<>(exchange, slot, slot.plain(), exchange.timed() ? exchange.housekeeper.begin(slot) : null);
    }

    /**
     * The object.
     *
     * @return always the same until the close; do not keep it any longer
     * @throws IllegalStateException if this lease is closed
     */
    public T value() {
        T value = slot.value;
        if (slot.plain() != word || value == null) {
            throw stale("used after it was closed");
        }
        return value;
    }

    /**
     * The work has succeeded. That is what a lease assumes, unless told otherwise; saying so takes back what was told before.
     *
     * @throws IllegalStateException if this lease is closed
     */
    public void succeeded() {
        requireOpen();
        throwAway = false;
    }

    /**
     * The work has failed: the object is thrown away at the close. If the cause is
     * {@linkplain ObjectPoolBuilder#fatal fatal}, so are, at once, all objects made so far.
     *
     * @param cause why
     * @throws IllegalStateException if this lease is closed
     */
    public void failed(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        requireOpen();
        throwAway = true;
        if (exchange.settings.fatal().test(cause)) {
            exchange.workshop.condemn(slot.generation);
        }
    }

    /**
     * The work was given up half-way: the object is thrown away at the close.
     *
     * @throws IllegalStateException if this lease is closed
     */
    public void cancelled() {
        requireOpen();
        throwAway = true;
    }

    /**
     * Gives the object back, or throws it away. Resets it before, if the pool has a
     * {@linkplain ObjectPoolBuilder#reset reset}.
     *
     * @throws IllegalStateException if this lease is closed; the object is not touched then
     */
    @Override
    @SuppressWarnings("ReachabilityFenceUsage") // no finally: what throws has not ended the lease
    public void close() {
        if (!(throwAway ? exchange.throwAway(slot, word) : exchange.giveBack(slot, word))) {
            throw stale("closed twice");
        }
        if (token != null) {
            token.closedAt =
                    new Throwable("first closed by " + Thread.currentThread().getName());
            Reference.reachabilityFence(token); // until here nobody may take the lease for lost
        }
    }

    /** Which lease this is, and whether it is open. */
    @Override
    public String toString() {
        return "Lease[" + label(slot.number, word) + " of " + exchange.settings.name()
                + (slot.plain() == word ? "]" : ", closed]");
    }

    static String label(int slot, long word) {
        return slot + "#" + Slot.epoch(word);
    }

    private void requireOpen() {
        if (slot.plain() != word) {
            throw stale("used after it was closed");
        }
    }

    private IllegalStateException stale(String what) {
        Throwable closedAt = token == null ? null : token.closedAt;
        String where = closedAt != null
                ? "; where it was first closed is the cause"
                : exchange.settings.leakAfterNanos() > 0
                        ? "; it was not in the sample of leases whose close is remembered"
                        : "; with leakAfter(...) the pool remembers where";
        return new IllegalStateException(
                "lease " + label(slot.number, word) + " of " + exchange.settings.name() + " is " + what + where,
                closedAt);
    }
}
