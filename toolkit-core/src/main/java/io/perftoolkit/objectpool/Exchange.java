package io.perftoolkit.objectpool;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.deadline.DeadlineExceededException;
import io.perftoolkit.internal.layout.PaddedRefs;
import io.perftoolkit.latency.LatencyRecorder;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where objects change hands: from the pool to a borrower, back, and from one to the next. */
final class Exchange<T> {
    /*
     * Invariant: an object has at most one holder. A claim is a compare-and-set from FREE; a return ends the lease that its word names, and
     * a second one finds another word (ClaimStress). A return that is not strict checks and then stores, which is
     * as good for everybody but two threads that close one lease in the same moment: both may pass
     * (ReturnStress.FastControl shows it; strict mode decides by compare-and-set and cannot).
     *
     * Ordering: the release of a return, or the volatile write of offer(), makes what the holder did visible to the next claim.
     * Nobody sleeps beside a free object: who frees writes the slot and then reads the queue, who waits enters the queue and then reads
     * the slots. In between there must be a full fence on both sides. The plain return has none: its store may still be
     * in the store buffer while it reads an empty queue. A buffer drains by itself within microseconds, and a return that
     * sees a waiter takes the fenced way; so one who has just come to wait looks again after 50 us, 1 ms and 10 ms, and then
     * every 100 ms, which finds nothing but is counted if it does (HandOffStress; its NoFenceControl must lose a wake-up).
     *
     * Fairness: a claim may overtake those who wait, until the oldest has waited for half a millisecond; then objects are handed
     * to it directly. Handing over always would cost two context switches per return, handing over never starves
     * (FairnessTest).
     *
     * Hints: which slot a thread had last, by the hash of its id. They are racy on purpose: slots are published safely in a final array or
     * behind a volatile one, so a stale or a foreign hint costs a failed claim and nothing else.
     */

    private static final long FAIR_NANOS = 500_000;
    private static final int SPINS = 64;
    private static final int SCAN_EVERY = 16;

    final Settings<T> settings;
    final Counts counts = new Counts();
    final Waiters<T> waiters = new Waiters<>();
    final LatencyRecorder waits;
    final Workshop<T> workshop;
    final Housekeeper<T> housekeeper;
    private final @Nullable Slot<T>[] hints;
    private final int hintMask;
    private final @Nullable Predicate<? super T> validate;
    private final boolean timed;
    private final boolean strict;
    private final boolean plainClaim;
    private final boolean plainReturn;
    private volatile Slot<T>[] slots;

    private volatile int generation;

    /** The generation if its objects go out without a look at them, else none. Saves the way of most a look at a flag. */
    private volatile int plainOut;

    /** The same for those that come back. */
    private volatile int plainIn;

    /** The coarse clock: the time of the last tick. */
    volatile long clockNanos;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Exchange(Settings<T> settings, Tools tools) {
        this.settings = settings;
        this.validate = settings.validate();
        this.timed = settings.timed();
        this.plainClaim = !timed && validate == null;
        this.strict = settings.strict();
        this.plainReturn = !strict && settings.maxAgeNanos() == 0 && settings.reset() == null;
        generation(0);
        this.clockNanos = settings.now();
        this.waits = LatencyRecorder.builder().ticker(settings.ticker()).build();
        int cells = Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() * 8 - 1)) << 1;
        this.hints = new Slot[PaddedRefs.length(cells)];
        this.hintMask = cells - 1;
        this.slots = new Slot[settings.capacity()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot<>(i);
        }
        this.workshop = new Workshop<>(this, tools);
        this.housekeeper = new Housekeeper<>(this);
    }

    /** The slot that this thread had last, if it is free; else null. */
    @Nullable
    Slot<T> claimHinted() {
        Slot<T> slot = hints[hintIndex()];
        return slot != null && claim(slot) ? slot : null;
    }

    /** Any slot that is free; else null. */
    @Nullable
    Slot<T> claimAny() {
        int hint = hintIndex();
        Slot<T> slot = scan(hint);
        if (slot != null) {
            hints[hint] = slot;
        }
        return slot;
    }

    /** Spins for a moment, then queues. */
    Slot<T> claimOrWait(Deadline deadline, long maxWaitNanos) throws InterruptedException {
        int hint = hintIndex();
        Slot<T> slot = scan(hint);
        for (int spin = 1; slot == null && spin <= SPINS; spin++) {
            Thread.onSpinWait();
            if (spin % SCAN_EVERY == 0) {
                slot = scan(hint);
            }
        }
        if (slot == null) {
            slot = new BlockingWait<>(this, hint, deadline, maxWaitNanos).await();
        }
        hints[hint] = slot;
        return slot;
    }

    /** Ends the lease of the word. Answers false if it has ended before. */
    boolean giveBack(Slot<T> slot, long word) {
        if (slot.plain() != word) {
            return false;
        }
        if (slot.generation != plainIn || waiters.any()) {
            return giveBackWithCare(slot, word);
        }
        if (timed) {
            slot.since(clockNanos);
        }
        slot.release(Slot.ended(word, Slot.FREE));
        if (waiters.any()) {
            wakeNext();
        }
        return true;
    }

    /** Ends the lease of the word, and the object with it. */
    boolean throwAway(Slot<T> slot, long word) {
        if (!end(slot, word, Slot.DOOMED)) {
            return false;
        }
        counts.thrownAway.increment();
        workshop.destroy(slot);
        return true;
    }

    /** Gives a slot with a sound object, owned by the caller, to one who waits or to anybody. */
    void offer(Slot<T> slot) {
        Waiter<T> oldest = waiters.head();
        if (oldest == null || !isDue(oldest) || !handOver(slot)) {
            slot.move(Slot.FREE);
            wakeNext();
        }
    }

    /** Lets the oldest waiter look again. A stage cannot look: it is given what is free. */
    void wakeNext() {
        for (Waiter<T> oldest = waiters.head(); oldest != null; oldest = waiters.head()) {
            if (!oldest.isAsync()) {
                if (!oldest.poked) {
                    oldest.poked = true;
                    oldest.wake();
                }
                return;
            }
            Slot<T> slot = scan(0);
            if (slot == null) {
                return;
            }
            if (!handOver(slot)) {
                slot.move(Slot.FREE);
            }
        }
    }

    /** Takes every free slot whose object, or which itself, is to go. */
    void sweep() {
        for (Slot<T> slot : slots) {
            long word = slot.fenced();
            if (Slot.status(word) == Slot.FREE
                    && (slot.leaving || slot.generation != generation)
                    && slot.compareAndSet(word, Slot.with(word, Slot.DOOMED))) {
                workshop.destroy(slot);
            }
        }
    }

    /** Objects of other generations are lent no more. */
    int generation() {
        return generation;
    }

    /** Only under the lock of the workshop. */
    void generation(int next) {
        generation = next;
        plainOut = plainClaim ? next : Slot.NO_OBJECT;
        plainIn = plainReturn ? next : Slot.NO_OBJECT;
    }

    Slot<T>[] slots() {
        return slots;
    }

    /** Only under the lock of the workshop, and only to append. */
    void slots(Slot<T>[] more) {
        slots = more;
    }

    boolean timed() {
        return timed;
    }

    private int hintIndex() {
        return PaddedRefs.index((int) Thread.currentThread().getId() & hintMask);
    }

    boolean claim(Slot<T> slot) {
        long word = slot.plain();
        return Slot.status(word) == Slot.FREE
                && slot.compareAndSet(word, Slot.with(word, Slot.LENT))
                && (slot.generation == plainOut || inspect(slot));
    }

    @Nullable
    Slot<T> scan(int from) {
        Slot<T>[] all = slots;
        int n = all.length;
        int i = from % n;
        for (int k = 0; k < n; k++) {
            Slot<T> slot = all[i];
            if (Slot.status(slot.fenced()) == Slot.FREE && claim(slot)) {
                return slot;
            }
            i = i + 1 == n ? 0 : i + 1;
        }
        return null;
    }

    /** Whether the object may be lent. If not, it is destroyed. */
    private boolean inspect(Slot<T> slot) {
        long now = clockNanos;
        if (slot.generation == generation) {
            if (isExpired(slot, now)) {
                counts.expired.increment();
            } else if (isValid(slot, now)) {
                return true;
            } else {
                counts.invalid.increment();
            }
        }
        slot.move(Slot.DOOMED);
        workshop.destroy(slot);
        return false;
    }

    private boolean isExpired(Slot<T> slot, long now) {
        return settings.maxAgeNanos() > 0 && now - slot.expiresNanos >= 0;
    }

    private boolean isValid(Slot<T> slot, long now) {
        T value = slot.value;
        if (validate == null || value == null || now - slot.since() < settings.validateAfterNanos()) {
            return value != null;
        }
        return passes(value);
    }

    private boolean passes(T value) {
        Predicate<? super T> test = validate;
        try {
            return test == null || test.test(value);
        } catch (Throwable e) { // an object that cannot even be asked is not valid
            workshop.callbackFailed("validate", e);
            return false;
        }
    }

    /** Tests an idle object, owned by the caller. */
    void validate(Slot<T> slot) {
        T value = slot.value;
        keepOrDestroy(slot, value != null && passes(value));
    }

    void keepOrDestroy(Slot<T> slot, boolean valid) {
        if (valid && slot.generation == generation) {
            offer(slot);
            return;
        }
        if (!valid) {
            counts.invalid.increment();
        }
        slot.move(Slot.DOOMED);
        workshop.destroy(slot);
    }

    private boolean giveBackWithCare(Slot<T> slot, long word) {
        if (strict
                && settings.maxAgeNanos() == 0
                && settings.reset() == null
                && !waiters.any()
                && slot.generation == generation) {
            slot.since(clockNanos);
            boolean first = slot.compareAndSet(word, Slot.ended(word, Slot.FREE));
            wakeNext();
            return first;
        }
        if (!end(slot, word, Slot.CHECKING)) {
            return false;
        }
        if (!isSound(slot)) {
            slot.move(Slot.DOOMED);
            workshop.destroy(slot);
        } else if (strict || waiters.any()) {
            offer(slot);
        } else {
            slot.release(Slot.with(slot.plain(), Slot.FREE));
            wakeNext();
        }
        return true;
    }

    /** Whether the object that came back stays. */
    private boolean isSound(Slot<T> slot) {
        T value = slot.value;
        if (value == null || slot.generation != generation) {
            return false;
        }
        if (timed) {
            long now = clockNanos;
            slot.since(now);
            if (isExpired(slot, now)) {
                counts.expired.increment();
                return false;
            }
        }
        if (settings.reset() != null) {
            try {
                settings.reset().accept(value);
            } catch (Throwable e) { // half reset: nobody may have it
                workshop.callbackFailed("reset", e);
                return false;
            }
        }
        return true;
    }

    private boolean end(Slot<T> slot, long word, long status) {
        long ended = Slot.ended(word, status);
        if (strict) {
            return slot.compareAndSet(word, ended);
        }
        if (slot.plain() != word) {
            return false;
        }
        slot.release(ended);
        return true;
    }

    private boolean isDue(Waiter<T> waiter) {
        return waiter.isAsync() || settings.now() - waiter.sinceNanos > FAIR_NANOS;
    }

    /** The slot is the oldest waiter's from now on; false if nobody waits. */
    private boolean handOver(Slot<T> slot) {
        slot.move(Slot.LENT);
        Waiter<T> waiter = waiters.give(slot);
        if (waiter == null) {
            return false;
        }
        if (waiter.isAsync()) {
            workshop.tell(waiter);
        } else {
            waiter.wake();
            if (waiter.poked) {
                wakeNext(); // the wake-up that it had was for another slot
            }
        }
        return true;
    }

    /** Each waiter has an exception of its own; the cause may be common. */
    RuntimeException refusal(Waiter<T> waiter) {
        Throwable failure = waiter.failure;
        if (failure == null) {
            return new PoolClosedException(settings.name());
        }
        counts.failed.increment();
        return new PoolFactoryException(settings.name(), failure);
    }

    /** The failure of the factory is the cause only if it happened during this wait. */
    RuntimeException outOfTime(Deadline deadline, Waiter<T> waiter, long failuresBefore) {
        Throwable cause = workshop.failureSince(failuresBefore);
        Duration waited = Duration.ofNanos(settings.now() - waiter.sinceNanos);
        if (deadline.isExpired()) {
            counts.outOfTime.increment();
            return new DeadlineExceededException(settings.name(), "an object of the pool", waited, cause);
        }
        counts.exhausted.increment();
        return new PoolExhaustedException(settings.name(), waited, census(), cause);
    }

    Census census() {
        Census census = new Census();
        for (Slot<T> slot : slots) {
            census.add(slot.fenced());
        }
        census.waiting = waiters.size();
        return census;
    }
}
