package io.perftoolkit.cache;

/**
 * Why loading failed, and how long not to try again.
 *
 * @param cause what the loader threw last
 * @param times how often in a row
 * @param retryAt when it may be tried again
 */
record Failure(Throwable cause, int times, long retryAt) {
    boolean isResting(long now) {
        return retryAt - now > 0;
    }
}
