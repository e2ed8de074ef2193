package io.perftoolkit.objectpool;

import io.perftoolkit.objectpool.Borrowing.Token;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every slot once a tick: what is too old, idle for too long, or out for too long. */
final class Housekeeper<T> {
    /*
     * Invariant: a slot is taken from FREE by the same compare-and-set as a borrower takes it. A slot that is LENT is taken only if
     * its lease is garbage: then nobody is left who could give it back (ObjectPoolFaultTest). One idle object at most is
     * validated at a time: a test that hangs, and there may be one, costs the pool that object and no other.
     */

    private static final Logger LOG = LoggerFactory.getLogger(ObjectPool.class);

    private final Exchange<T> exchange;
    private final Settings<T> settings;

    /** Whether an idle object is being validated. */
    private volatile boolean validating;

    // Of the ticking thread: which lease of a slot was reported last.
    private long[] reported = {};

    Housekeeper(Exchange<T> exchange) {
        this.exchange = exchange;
        this.settings = exchange.settings;
    }

    void start() {
        if (settings.ticks()) {
            exchange.workshop.tools.later(settings.tickNanos(), this::tick);
        }
    }

    /** A lease begins. Answers its token if it is in the sample. */
    @Nullable
    Token begin(Slot<T> slot) {
        slot.since(exchange.clockNanos);
        if (settings.leakAfterNanos() == 0) {
            return null;
        }
        long word = slot.plain();
        String thread = Thread.currentThread().getName();
        slot.borrower = thread;
        if (slot.suspect || (Slot.epoch(word) + slot.number) % settings.leakSampling() == 0) {
            Token token = new Token();
            slot.borrowing = new Borrowing(word, thread, token);
            return token;
        }
        if (slot.borrowing != null) {
            slot.borrowing = null;
        }
        return null;
    }

    private void tick() {
        if (exchange.workshop.isClosed() && exchange.census().out == 0) {
            return;
        }
        try {
            long now = settings.now();
            exchange.clockNanos = now;
            exchange.sweep();
            int spare = exchange.census().idle - settings.minIdle();
            for (Slot<T> slot : exchange.slots()) {
                long word = slot.fenced();
                long status = Slot.status(word);
                if (status == Slot.FREE && isDone(slot, now, spare > 0)) {
                    if (slot.compareAndSet(word, Slot.with(word, Slot.DOOMED))) {
                        spare--;
                        exchange.counts.expired.increment();
                        exchange.workshop.destroy(slot);
                    }
                } else if (status == Slot.LENT && settings.leakAfterNanos() > 0) {
                    lookForLeak(slot, word, now);
                }
            }
            if (settings.validate() != null && settings.validateAfterNanos() > 0 && !validating) {
                validateOne(now);
            }
            exchange.workshop.replenish(0);
        } finally {
            start();
        }
    }

    /** Has the object tested that has gone longest without use and test, if that is long enough. */
    private void validateOne(long now) {
        Slot<T> longest = null;
        long word = 0;
        long most = settings.validateAfterNanos();
        for (Slot<T> slot : exchange.slots()) {
            long seen = slot.fenced();
            long idle = Math.min(now - slot.since(), now - slot.validatedNanos);
            if (Slot.status(seen) == Slot.FREE && idle >= most) {
                longest = slot;
                word = seen;
                most = idle;
            }
        }
        if (longest != null && longest.compareAndSet(word, Slot.with(word, Slot.CHECKING))) {
            Slot<T> slot = longest;
            slot.validatedNanos = now;
            validating = true;
            try {
                exchange.workshop.tools.makers().execute(() -> {
                    try {
                        exchange.validate(slot);
                    } finally {
                        validating = false;
                    }
                });
            } catch (RejectedExecutionException | OutOfMemoryError e) { // closed, or no more threads: not this time
                validating = false;
                exchange.keepOrDestroy(slot, true);
            }
        }
    }

    private boolean isDone(Slot<T> slot, long now, boolean isSpare) {
        return (settings.maxAgeNanos() > 0 && now - slot.expiresNanos >= 0)
                || (isSpare && settings.maxIdleNanos() > 0 && now - slot.since() >= settings.maxIdleNanos());
    }

    private void lookForLeak(Slot<T> slot, long word, long now) {
        long age = now - slot.since();
        Borrowing sampled = slot.borrowing;
        Borrowing borrowing = sampled != null && sampled.word == word ? sampled : null;
        Throwable stack = borrowing == null ? null : borrowing.stack;
        boolean lost = borrowing != null && borrowing.isLost();
        String thread = slot.borrower;
        if ((!lost && age < settings.leakAfterNanos()) || wasReported(slot, word) || slot.fenced() != word) {
            return; // the last: what was read belongs to another lease
        }
        slot.suspect = true;
        (lost ? exchange.counts.lost : exchange.counts.leaked).increment();
        report(new LeakedLease(
                settings.name(),
                Lease.label(slot.number, word),
                Duration.ofNanos(age),
                Objects.requireNonNullElse(thread, ""),
                stack,
                lost));
        if (lost && settings.reclaimLost() && slot.compareAndSet(word, Slot.ended(word, Slot.DOOMED))) {
            exchange.counts.thrownAway.increment();
            exchange.workshop.destroy(slot);
        }
    }

    private boolean wasReported(Slot<T> slot, long word) {
        if (slot.number >= reported.length) {
            reported = Arrays.copyOf(reported, exchange.slots().length);
        }
        boolean before = reported[slot.number] == word;
        reported[slot.number] = word;
        return before;
    }

    private void report(LeakedLease leaked) {
        LOG.warn(
                "{}: lease {} is out for {}, borrowed by {}{}",
                leaked.pool(),
                leaked.lease(),
                leaked.age(),
                leaked.thread(),
                leaked.collected() ? "; it was never closed and is garbage now" : "",
                leaked.stack());
        Consumer<? super LeakedLease> listener = settings.onLeak();
        if (listener != null) {
            exchange.workshop.tools.aside(() -> {
                try {
                    listener.accept(leaked);
                } catch (Throwable e) { // the next leak is to be reported all the same
                    exchange.workshop.callbackFailed("onLeak", e);
                }
            });
        }
    }
}
