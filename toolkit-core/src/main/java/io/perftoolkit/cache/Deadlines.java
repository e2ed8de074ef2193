package io.perftoolkit.cache;

/** Points in time as a {@link Table} keeps them: nanoseconds of the cache's ticker, or {@link Table#NEVER}. Pure functions. */
final class Deadlines {
    /** A longer life is as good as none, and differences of times must not overflow. */
    static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    private Deadlines() {}

    /**
     * The time {@code nanos} from now. Never one of the two words that have a meaning of their own: {@link
     * Table#NEVER}, and 0 for "no entry"; what falls on them expires a nanosecond earlier.
     */
    static long after(long now, long nanos) {
        if (nanos >= LONGEST_NANOS) {
            return Table.NEVER;
        }
        long deadline = now + nanos;
        return deadline == Table.NEVER || deadline == 0 ? deadline - 1 : deadline;
    }

    /** The one that comes first. */
    static long earlier(long one, long other) {
        if (one == Table.NEVER) {
            return other;
        }
        return other == Table.NEVER || one - other <= 0 ? one : other;
    }

    /** Whether a deadline has come. */
    static boolean isPast(long deadline, long now) {
        return deadline != Table.NEVER && deadline - now <= 0;
    }
}
