package io.perftoolkit.task;

/**
 * What the lanes of a runtime have done.
 *
 * @param computing the computing lane
 * @param blocking the blocking lane
 * @since 0.1
 */
public record RuntimeStats(TaskStats computing, Blocking blocking) {
    /**
     * What the blocking lane has done. All counts are cumulative.
     *
     * @param threads how many threads it may have
     * @param virtual whether they are virtual
     * @param running how many tasks run now
     * @param queued how many tasks wait
     * @param begun how many tasks have begun
     * @param completed how many of these have ended, however
     * @param failed how many of these threw something that nobody caught
     * @param rejected how many were refused
     * @param dropped how many were given back by a shutdown without having begun
     */
    public record Blocking(
            int threads,
            boolean virtual,
            int running,
            int queued,
            long begun,
            long completed,
            long failed,
            long rejected,
            long dropped) {}
}
