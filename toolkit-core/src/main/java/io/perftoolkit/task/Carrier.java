package io.perftoolkit.task;

import io.perftoolkit.deadline.Deadline;
import org.jspecify.annotations.Nullable;

/** Hands the deadline, and what the user's propagation captures, over with a task. */
@SuppressWarnings("ReferenceEquality") // identity is meant: the very object, not one that is equal to it
final class Carrier {
    private final @Nullable ContextPropagation context;

    Carrier(@Nullable ContextPropagation context) {
        this.context = context;
    }

    /** The task with its submitter's context. */
    Runnable withContext(Runnable task) {
        ContextPropagation own = context;
        if (own == null) {
            return task;
        }
        Runnable carried = own.wrap(task);
        return carried == task ? task : new Carried(task, carried);
    }

    /** The task with its submitter's context and deadline. */
    Runnable withAll(Runnable task) {
        Deadline deadline = Deadline.current();
        Runnable carried = withContext(task);
        return deadline.isNone() ? carried : new Carried(task, () -> deadline.run(carried));
    }

    private record Carried(Runnable unwrapped, Runnable carried) implements Wrapped {
        @Override
        public void run() {
            carried.run();
        }
    }
}
