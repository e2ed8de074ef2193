package io.perftoolkit.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Holds the one task that a worker runs next: the first one that its present task has submitted. */
final class Slot {
    /*
     * Invariant: only the worker fills the slot, and only when it is empty; so filling needs no atomic operation. The worker
     * and the watch both empty it, by an exchange, so that a task that blocks does not hide the one in its worker's slot
     * (SlotStress, whose PlainTakeControl must run a task twice). That one atomic operation cannot be saved: whatever gives
     * each task to exactly one of two takers needs one, or a fence (Attiya et al., "Laws of Order", POPL 2011).
     *
     * Ordering: filled by a release store, so that the watch hands a whole task on.
     */

    private static final VarHandle TASK;

    static {
        try {
            TASK = MethodHandles.lookup().findVarHandle(Slot.class, "task", Runnable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Runnable task;

    /** For the worker; an answer of false may be out of date when the watch is at it. */
    boolean isEmpty() {
        return task == null;
    }

    /** For others. */
    boolean isFilled() {
        return TASK.getOpaque(this) != null;
    }

    /** Fills an empty slot. The worker only. */
    void fill(Runnable next) {
        TASK.setRelease(this, next);
    }

    /** Empties it. The worker, or the watch. */
    @Nullable
    Runnable take() {
        return isFilled() ? (Runnable) TASK.getAndSet(this, null) : null;
    }
}
