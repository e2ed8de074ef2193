package io.perftoolkit.task;

import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Who may still come in from outside. */
final class Admission {
    /*
     * Invariant: at most maxQueued tasks wait in the stripes, and one more for each stripe and for each thread that submits at the same
     * moment. Each stripe is granted a part of what is left. Whose task is the first one beyond asks for more when
     * it is in; if nothing is left, all ask before, whatever their stripe. So the common submit compares the number that its task got with one
     * that seldom changes, and reads no line that others write (AdmissionTest).
     */

    private static final long SHORTEST_NAP_NANOS = 20_000;
    private static final long LONGEST_NAP_NANOS = 1_000_000;

    /** No bound. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    final StripedCounter rejected = new StripedCounter();
    private final String name;
    private final Injection injection;
    private final long maxQueued;
    private final RejectionPolicy policy;
    private final Duration maxWait;

    Admission(String name, Injection injection, long maxQueued, RejectionPolicy policy, Duration maxWait) {
        this.name = name;
        this.injection = injection;
        this.maxQueued = maxQueued;
        this.policy = policy;
        this.maxWait = maxWait;
        injection.admitAll(maxQueued == UNBOUNDED ? UNBOUNDED : 0);
    }

    /**
     * Asks for a stripe that nobody may enter without asking.
     *
     * @return false if the task was run by its submitter instead
     */
    boolean admit(Stripe stripe, Runnable task) {
        if (grant(stripe)) {
            return true;
        }
        return switch (policy) {
            case REJECT -> throw full();
            case CALLER_RUNS -> {
                task.run();
                yield false;
            }
            case WAIT -> {
                await(stripe);
                yield true;
            }
        };
    }

    private boolean grant(Stripe stripe) {
        long left = maxQueued - injection.depth();
        if (left <= 0) {
            return false;
        }
        stripe.admit(stripe.position() + share(left) - 1);
        return true;
    }

    /** Asks for the tasks behind one that came in as the first beyond the grant. */
    void renew(Stripe stripe, long number) {
        long left = maxQueued - injection.depth();
        if (left <= 0) {
            injection.admitAll(Stripe.FULL);
        } else {
            stripe.admit(number + share(left));
        }
    }

    private long share(long left) {
        return Math.max(1, left / (2L * injection.stripes()));
    }

    private void await(Stripe stripe) {
        Deadline deadline = Deadline.current().clampedTo(maxWait);
        long nap = SHORTEST_NAP_NANOS;
        while (!grant(stripe)) {
            long left = deadline.remainingNanos();
            if (left == 0 || Thread.currentThread().isInterrupted()) {
                throw full();
            }
            LockSupport.parkNanos(this, Math.min(left, nap));
            nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
        }
    }

    private TaskRejectedException full() {
        rejected.increment();
        return TaskRejectedException.full(name, injection.depth(), maxQueued);
    }

    TaskRejectedException closed() {
        rejected.increment();
        return TaskRejectedException.closed(name, injection.depth());
    }
}
