package io.perftoolkit.admission;

/**
 * What {@link ConcurrencyLimit#shutdown} left behind.
 *
 * @param turnedAway how many waited in the queue and were refused
 * @param finished how many of those under way have given their permits back meanwhile
 * @param underWay how many had not when the time was over
 * @param streams how many streams are open
 * @since 0.1
 */
public record DrainReport(long turnedAway, long finished, long underWay, long streams) {
    /**
     * Whether all that was let in has ended.
     *
     * @return true if nothing is under way and no stream is open
     */
    public boolean isClean() {
        return underWay == 0 && streams == 0;
    }
}
