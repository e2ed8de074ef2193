package io.perftoolkit.cache;

/**
 * Why a value left a cache.
 *
 * @since 0.1
 */
public enum RemovalCause {
    /** The caller removed it. */
    EXPLICIT,
    /** Another value took its place. */
    REPLACED,
    /** The cache was full, and the policy chose it. */
    SIZE,
    /** It was heavier than the whole cache may become, and was never kept. */
    REFUSED,
    /** Its time was over. */
    EXPIRED;

    /**
     * Whether the cache removed the value of its own accord.
     *
     * @return true for {@link #SIZE}, {@link #REFUSED} and {@link #EXPIRED}
     */
    public boolean wasEvicted() {
        return this == SIZE || this == REFUSED || this == EXPIRED;
    }
}
