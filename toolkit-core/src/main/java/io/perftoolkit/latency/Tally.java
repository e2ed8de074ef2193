package io.perftoolkit.latency;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of a snapshot while they are being gathered. Belongs to one thread. */
final class Tally {
    int schema = Schema6.SCHEMA;

    /** The native bucket index of {@code counts[0]}. */
    int firstBucket;

    long[] counts = {};
    long zeros;
    long faults;
    long overflows;

    /** The sum is high * 2^63 + low, low not negative. */
    long sumHigh;

    long sumLow;
    long max = Layout.NO_MAX;
    long min = Layout.NO_MIN;

    /** Service levels in nanoseconds, rising, and how many times each was met. */
    long[] levels;

    long[] atMost;

    @Nullable
    History history;

    /** Where a snapshot stands in the life of its recorder. */
    record History(Object origin, long snapshot, Peaks highs, Peaks lows) {}

    Tally(ServiceLevels levels) {
        this(levels.nanos());
    }

    Tally(long... levels) {
        this.levels = levels;
        this.atMost = new long[levels.length];
    }

    LatencySnapshot toSnapshot() {
        return new LatencySnapshot(this);
    }

    /** Gathers the cuts of all sheets; service levels are counted last, so this is called once. */
    void add(List<Cut> cuts) {
        int low = Integer.MAX_VALUE;
        int high = 0;
        for (Cut cut : cuts) {
            if (cut.high() > cut.low()) {
                low = Math.min(low, cut.low());
                high = Math.max(high, cut.high());
            }
        }
        int first = Math.min(low, high);
        counts = new long[high - first];
        firstBucket = Schema6.FIRST_BUCKET + first;
        for (Cut cut : cuts) {
            cut.addTo(counts, first);
            addHeader(cut);
        }
        for (int i = 0; i < levels.length; i++) {
            atMost[i] += zeros + throughCell(Schema6.cell(levels[i]) - first);
        }
    }

    /** Counts a time that is known by its value only. */
    void add(long nanos, long count) {
        if (nanos == 0) {
            zeros += count;
        } else {
            addCounts(Schema6.FIRST_BUCKET + Schema6.cell(nanos), new long[] {count}, 1);
        }
        long high = Math.multiplyHigh(nanos, count);
        long low = nanos * count;
        addSum((high << 1) + (low >>> 63), low & Long.MAX_VALUE);
        max = Math.max(max, nanos);
        min = Math.min(min, nanos);
    }

    private void addHeader(Cut cut) {
        zeros += cut.word(Layout.ZEROS);
        faults += cut.word(Layout.FAULTS);
        overflows += cut.word(Layout.OVERFLOWS);
        addSum(cut.word(Layout.SUM_HIGH), cut.word(Layout.SUM));
        max = Math.max(max, cut.word(Layout.MAX));
        min = Math.min(min, cut.word(Layout.MIN));
        for (int i = 0; i < levels.length; i++) {
            atMost[i] -= cut.word(Layout.BEYOND + i);
        }
    }

    private long throughCell(int last) {
        long sum = 0;
        for (int i = 0; i <= last && i < counts.length; i++) {
            sum += counts[i];
        }
        return sum;
    }

    void addSum(long high, long low) {
        long sum = sumLow + low;
        sumLow = sum & Long.MAX_VALUE;
        sumHigh += high + (sum >>> 63);
    }

    void subtractSum(long high, long low) {
        long sum = sumLow - low;
        sumLow = sum & Long.MAX_VALUE;
        sumHigh -= high + (sum >>> 63);
    }

    /** Adds the counts, whose first is that of the given bucket, times the sign. */
    void addCounts(int bucket, long[] more, int sign) {
        if (more.length == 0) {
            return;
        }
        int low = counts.length == 0 ? bucket : Math.min(firstBucket, bucket);
        int high =
                counts.length == 0 ? bucket + more.length : Math.max(firstBucket + counts.length, bucket + more.length);
        if (high - low > counts.length) {
            long[] wider = new long[high - low];
            System.arraycopy(counts, 0, wider, counts.length == 0 ? 0 : firstBucket - low, counts.length);
            counts = wider;
            firstBucket = low;
        }
        for (int i = 0; i < more.length; i++) {
            counts[bucket - firstBucket + i] += sign * more[i];
        }
    }

    /** Cuts empty cells off both ends. */
    void trim() {
        int from = 0;
        int to = counts.length;
        while (to > 0 && counts[to - 1] == 0) {
            to--;
        }
        while (from < to && counts[from] == 0) {
            from++;
        }
        counts = Arrays.copyOfRange(counts, from, to);
        firstBucket += from;
    }
}
