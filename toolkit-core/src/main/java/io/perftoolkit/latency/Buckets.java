package io.perftoolkit.latency;

/** Ends of native buckets of any schema up to 6, in whole nanoseconds. */
final class Buckets {
    private Buckets() {}

    /** The longest time in the bucket. */
    static long longest(int schema, int bucket) {
        long cell = ((long) bucket << (Schema6.SCHEMA - schema)) - Schema6.FIRST_BUCKET;
        return cell < 0 ? 0 : Schema6.longest((int) Math.min(cell, Schema6.CELLS - 1));
    }

    /** The time that is nearest, as a ratio, to all times of the bucket, rounded: the harmonic middle of its ends. */
    static long middle(int schema, int bucket) {
        return Math.round(exactMiddle(schema, bucket));
    }

    static double exactMiddle(int schema, int bucket) {
        double shortest = shortest(schema, bucket);
        double longest = longest(schema, bucket);
        return 2 * shortest * longest / (shortest + longest);
    }

    /** The shortest time in the bucket. */
    static long shortest(int schema, int bucket) {
        return longest(schema, bucket - 1) + 1;
    }
}
