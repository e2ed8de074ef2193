package io.perftoolkit.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** What has become of a scope: what its policy makes of the ends of its forks, of a cancel, and of the deadline. */
final class Verdict {
    /*
     * Invariant: one fork decides at most, the first failure or the first success, as the policy asks. Whoever wins the
     * compare-and-set cancels the others; forks that fail because of that come too late to decide (TaskScopeTest).
     *
     * Ordering: an end is noted here before it is counted by ForkEnds, and a join reads this after it has read the count.
     * So the plain field is seen by whoever sees all ends.
     */

    private static final VarHandle DECIDER;

    static {
        try {
            DECIDER = MethodHandles.lookup().findVarHandle(Verdict.class, "decider", ForkTask.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final JoinPolicy policy;
    private volatile boolean cancelled;
    private volatile @Nullable ForkTask<?> decider; // by DECIDER
    private volatile @Nullable List<String> late;
    private boolean anyCancelled; // see Ordering

    Verdict(JoinPolicy policy) {
        this.policy = policy;
    }

    /** Volatile: who cancels walks the forks after this. */
    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** The deadline came while these forks had not ended. */
    void outOfTime(List<String> unfinished) {
        late = unfinished;
    }

    /** The forks that had not ended at the deadline; null if it has not come, or if all had. */
    @Nullable
    List<String> late() {
        return late;
    }

    /** Whether a join need not wait for the other forks. */
    boolean isGiven() {
        return decider != null || (cancelled && policy != JoinPolicy.ALL_END);
    }

    /** Whether such an end is one that decides, be it the first one or not. */
    boolean isDecisive(int how) {
        return (policy == JoinPolicy.ALL_SUCCEED && how == ForkTask.FAILED)
                || (policy == JoinPolicy.FIRST_SUCCESS && how == ForkTask.SUCCEEDED);
    }

    /**
     * Notes the end of a fork.
     *
     * @return whether this one decides: then the others are to be cancelled
     */
    boolean note(ForkTask<?> fork, int how) {
        if (how == ForkTask.CANCELLED) {
            anyCancelled = true;
        }
        return isDecisive(how) && !cancelled && DECIDER.compareAndSet(this, null, fork);
    }

    /** The first success, if one was asked for. */
    @Nullable
    ForkTask<?> winner() {
        return policy == JoinPolicy.FIRST_SUCCESS ? decider : null;
    }

    /**
     * Returns if the join has succeeded. A deadline that came first is the caller's to throw.
     *
     * @param scope its name
     * @param forks all of them
     * @param allEnded whether each has ended
     * @throws TaskFailedException if a failure decides
     * @throws CancellationException if the scope was cancelled before it was done
     */
    void check(String scope, ForkChain forks, boolean allEnded) {
        ForkTask<?> first = decider;
        if (first == null && policy == JoinPolicy.FIRST_SUCCESS) {
            first = forks.firstFailure();
        }
        Throwable cause = first == null ? null : first.failure();
        if (first != null && cause != null) {
            throw forks.failed(scope, first, cause);
        }
        if (first == null && (!allEnded || anyCancelled) && policy != JoinPolicy.ALL_END) {
            throw new CancellationException(scope + " was cancelled, or its lane was shut down");
        }
    }

    boolean cameTooLate() {
        return decider == null && late != null;
    }
}
