package io.perftoolkit.task;

import java.util.List;

/**
 * What a shutdown left undone.
 *
 * @param completed how many tasks had ended, since the start
 * @param neverStarted the tasks that were accepted and will not run, as they were submitted
 * @param stillRunning the tasks that had not ended when the time was over, although they were interrupted
 * @since 0.1
 */
public record ShutdownReport(long completed, List<Runnable> neverStarted, List<Running> stillRunning) {
    /**
     * Copies the lists.
     *
     * @param completed how many tasks had ended
     * @param neverStarted the tasks that will not run
     * @param stillRunning the tasks that had not ended
     */
    public ShutdownReport {
        neverStarted = List.copyOf(neverStarted);
        stillRunning = List.copyOf(stillRunning);
    }

    /**
     * Whether everything that was accepted has ended.
     *
     * @return true if nothing was dropped and nothing runs on
     */
    public boolean isClean() {
        return neverStarted.isEmpty() && stillRunning.isEmpty();
    }

    ShutdownReport and(ShutdownReport other) {
        return new ShutdownReport(
                completed + other.completed,
                concat(neverStarted, other.neverStarted),
                concat(stillRunning, other.stillRunning));
    }

    private static <T> List<T> concat(List<T> some, List<T> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * A task that did not end.
     *
     * @param thread the name of its thread
     * @param stack where the thread was
     */
    public record Running(String thread, List<StackTraceElement> stack) {
        /**
         * Copies the list.
         *
         * @param thread the name of its thread
         * @param stack where the thread was
         */
        public Running {
            stack = List.copyOf(stack);
        }

        static Running of(Thread thread) {
            return new Running(thread.getName(), List.of(thread.getStackTrace()));
        }
    }
}
