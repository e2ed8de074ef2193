package io.perftoolkit.latency;

import java.time.Duration;

/** The difference of two snapshots. */
final class Interval {
    private Interval() {}

    static LatencySnapshot between(LatencySnapshot before, LatencySnapshot now) {
        Tally tally = new Tally(now.levels.clone());
        tally.schema = now.schema;
        tally.addCounts(now.firstBucket, now.counts, 1);
        tally.addCounts(before.firstBucket, before.counts, -1);
        tally.zeros = now.zeros - before.zeros;
        tally.faults = now.faults - before.faults;
        tally.overflows = now.overflows - before.overflows;
        tally.addSum(now.sumHigh, now.sumLow);
        tally.subtractSum(before.sumHigh, before.sumLow);
        requireEarlier(before, tally);
        for (int i = 0; i < now.levels.length; i++) {
            tally.atMost[i] = now.atMost[i] - before.countAtMost(Duration.ofNanos(now.levels[i]));
        }
        setExtremes(tally, before, now);
        return tally.toSnapshot();
    }

    private static void requireEarlier(LatencySnapshot before, Tally difference) {
        boolean negative = difference.zeros < 0;
        for (long one : difference.counts) {
            negative |= one < 0;
        }
        if (negative) {
            throw new IllegalArgumentException("before must be an earlier snapshot of the same recorder: " + before);
        }
    }

    private static void setExtremes(Tally difference, LatencySnapshot before, LatencySnapshot now) {
        difference.trim();
        if (difference.counts.length == 0 && difference.zeros == 0) {
            return;
        }
        long since = before.history != null
                        && now.history != null
                        && before.history.origin().equals(now.history.origin())
                ? before.history.snapshot()
                : Long.MIN_VALUE;
        setMax(difference, now, since);
        setMin(difference, now, since);
    }

    private static void setMax(Tally difference, LatencySnapshot now, long since) {
        int cells = difference.counts.length;
        int last = difference.firstBucket + cells - 1;
        long from = cells == 0 ? 0 : Buckets.shortest(now.schema, last);
        long to = cells == 0 ? 0 : Math.min(now.max, Buckets.longest(now.schema, last));
        long known = now.history == null ? Peaks.FORGOTTEN : now.history.highs().since(since);
        difference.max = known >= from && known <= to ? known : to;
    }

    private static void setMin(Tally difference, LatencySnapshot now, long since) {
        int first = difference.firstBucket;
        long from = difference.zeros > 0 ? 0 : Math.max(now.min, Buckets.shortest(now.schema, first));
        long to = difference.zeros > 0 ? 0 : Buckets.longest(now.schema, first);
        long known = now.history == null ? Peaks.FORGOTTEN : -now.history.lows().since(since);
        difference.min = known >= from && known <= to ? known : from;
    }
}
