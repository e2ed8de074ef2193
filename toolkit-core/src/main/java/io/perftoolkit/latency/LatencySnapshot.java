package io.perftoolkit.latency;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LatencyRecorder} had counted at one moment; or the difference or the sum of such snapshots.
 *
 * <p>Immutable. Count, sum, cells and extremes belong to the same records: a record in flight is in all of them or in
 * none. Times are in nanoseconds.
 *
 * <p>A percentile is exact in rank and at most 0.542 % off in value, whatever the distribution, because a cell is
 * 1.089 % wide and its answer is the harmonic middle. The lowest and the highest value are exact. An empty snapshot
 * answers {@code NaN}, never 0, where there is no answer.
 *
 * {@snippet class="io.perftoolkit.latency.LatencyRecorderExample" region="interval"}
 *
 * @since 0.1
 */
public final class LatencySnapshot {
    private static final int LOWEST_SCHEMA = -4;

    final int schema;
    final int firstBucket;
    final long[] counts;
    final long zeros;
    final long faults;
    final long overflows;
    final long sumHigh;
    final long sumLow;
    private final long count;
    final long min;
    final long max;
    final long[] levels;
    final long[] atMost;
    final Tally.@Nullable History history;

    LatencySnapshot(Tally tally) {
        tally.trim();
        this.schema = tally.schema;
        this.firstBucket = tally.firstBucket;
        this.counts = tally.counts;
        this.zeros = tally.zeros;
        this.faults = tally.faults;
        this.overflows = tally.overflows;
        this.sumHigh = tally.sumHigh;
        this.sumLow = tally.sumLow;
        this.count = zeros + Arrays.stream(counts).sum();
        this.min = tally.min;
        this.max = tally.max;
        this.levels = tally.levels;
        this.atMost = tally.atMost;
        this.history = tally.history;
    }

    /**
     * How many times were recorded: the sum of all cells and of {@link #zeroCount()}.
     *
     * @return the count
     */
    public long count() {
        return count;
    }

    /**
     * The exact sum of all times.
     *
     * @return nanoseconds; {@code Long.MAX_VALUE} if the sum is larger, that is, longer than 292 years
     */
    public long sum() {
        return sumHigh == 0 ? sumLow : Long.MAX_VALUE;
    }

    /**
     * The exact mean, also where {@link #sum()} has no room for the sum.
     *
     * @return nanoseconds, or {@code NaN} if empty
     */
    public double mean() {
        return count == 0 ? Double.NaN : (Math.scalb((double) sumHigh, 63) + sumLow) / count;
    }

    /**
     * The shortest time; see {@link #minus} for an interval.
     *
     * @return nanoseconds, or {@code NaN} if empty
     */
    public double min() {
        return count == 0 ? Double.NaN : min;
    }

    /**
     * The longest time; see {@link #minus} for an interval.
     *
     * @return nanoseconds, or {@code NaN} if empty
     */
    public double max() {
        return count == 0 ? Double.NaN : max;
    }

    /**
     * The time that the given share of records does not exceed: that of rank {@code ceil(percentile / 100 * count)}.
     *
     * <p>Takes time proportional to the number of cells.
     *
     * @param percentile above 0, up to 100
     * @return nanoseconds, at most 0.542 % from the recorded value of that rank (schema 6); the exact shortest time for
     *     rank 1 and the exact longest for the last; {@code NaN} if empty
     * @throws IllegalArgumentException if {@code percentile} is {@code NaN} or outside (0, 100]
     */
    public double percentile(double percentile) {
        if (!(percentile > 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile must be above 0 and at most 100: " + percentile);
        }
        if (count == 0) {
            return Double.NaN;
        }
        // One step down first: 99.9 / 100 * 1000 is a little more than 999, and must not become rank 1000.
        long rank = (long) Math.ceil(Math.nextDown(percentile) * count / 100);
        return timeOfRank(Math.max(1, Math.min(rank, count)));
    }

    private double timeOfRank(long rank) {
        if (rank == 1) {
            return min;
        }
        if (rank == count) {
            return max;
        }
        long seen = zeros;
        if (rank <= seen) {
            return 0;
        }
        int i = 0;
        while ((seen += counts[i]) < rank) {
            i++;
        }
        double middle = Buckets.exactMiddle(schema, firstBucket + i);
        return Math.max((double) min, Math.min((double) max, middle));
    }

    private long shortest(int i) {
        return Buckets.shortest(schema, firstBucket + i);
    }

    private long longest(int i) {
        return Buckets.longest(schema, firstBucket + i);
    }

    /**
     * How many times met a level.
     *
     * @param level any time
     * @return the count of times up to and including {@code level}: exact if it is one of {@link #serviceLevels()};
     *     otherwise the cell that it splits, 1.089 % wide, is shared out evenly
     */
    public long countAtMost(Duration level) {
        long nanos = level.toNanos();
        int known = Arrays.binarySearch(levels, nanos);
        if (known >= 0) {
            return atMost[known];
        }
        long met = nanos < 0 ? 0 : zeros;
        for (int i = 0; i < counts.length && shortest(i) <= nanos; i++) {
            double width = longest(i) - shortest(i) + 1.0;
            double share = Math.min(1, (nanos - shortest(i) + 1) / width);
            met += Math.round(counts[i] * share);
        }
        return met;
    }

    /**
     * How many times missed a level.
     *
     * @param level any time
     * @return {@code count() - countAtMost(level)}
     */
    public long countAbove(Duration level) {
        return count - countAtMost(level);
    }

    /**
     * The levels at which {@link #countAtMost} is exact.
     *
     * @return nanoseconds, rising; a copy
     */
    public long[] serviceLevels() {
        return levels.clone();
    }

    /**
     * How many times were 0 ns, or {@linkplain #clockFaults() below}. They lie in no cell.
     *
     * @return the count
     */
    public long zeroCount() {
        return zeros;
    }

    /**
     * How many times were negative: a clock went back, or a start was taken after its end. They count as 0 ns.
     *
     * @return the count
     */
    public long clockFaults() {
        return faults;
    }

    /**
     * How many times were longer than {@link LatencyRecorder#LONGEST}. They count as that long, in sum and cells too.
     *
     * @return the count
     */
    public long overflows() {
        return overflows;
    }

    /**
     * The schema of the cells, in the words of Prometheus: {@code 2^schema} to an octave.
     *
     * @return 6, unless scaled down
     */
    public int schema() {
        return schema;
    }

    /**
     * The index of the first of {@link #cells()}, as Prometheus and OpenTelemetry number buckets over seconds: bucket
     * {@code k} ends with {@code 2^(k / 2^schema)} seconds, inclusive. (OpenTelemetry's offset is one less.)
     *
     * @return the bucket index; without meaning if there are no cells
     */
    public int firstCell() {
        return firstBucket;
    }

    int lastCell() {
        return firstBucket + counts.length - 1;
    }

    /**
     * The counts of the cells from the first to the last that is not empty.
     *
     * @return a copy; empty if no time above 0 ns was recorded
     */
    public long[] cells() {
        return counts.clone();
    }

    /**
     * Visits the cells that are not empty, in rising order, without copying them.
     *
     * @param visitor takes each
     */
    public void forEachCell(CellVisitor visitor) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                visitor.visit(firstBucket + i, counts[i]);
            }
        }
    }

    /** Takes the cells of a snapshot. */
    @FunctionalInterface
    public interface CellVisitor {
        /**
         * Takes one cell.
         *
         * @param index the bucket index, see {@link LatencySnapshot#firstCell()}
         * @param count how many times lie in it, above 0
         */
        void visit(int index, long count);
    }

    /**
     * The records between an earlier snapshot and this one.
     *
     * <p>Any number of readers may each subtract their own last snapshot. The extremes of the interval are exact while
     * the recorder remembers its last snapshots, at least eight of them; a record in flight just at the earlier
     * snapshot, or a longer memory, may cost that: then they are the ends of the outermost cells, 1.089 % wide at
     * schema 6, and never within the true range.
     *
     * @param before an earlier snapshot of the same recorder, or a sum of earlier snapshots of the summands of this one
     * @return the difference
     * @throws IllegalArgumentException if {@code before} has another schema or counts that this one has not
     */
    public LatencySnapshot minus(LatencySnapshot before) {
        requireSameSchema(before);
        return Interval.between(before, this);
    }

    /**
     * The records of both snapshots, of other recorders, other nodes or other intervals. Nothing is lost, except exact
     * counts at service levels that only one of them has.
     *
     * @param other the other one
     * @return the sum
     * @throws IllegalArgumentException if the schemas differ; {@link #downScale} the finer one
     */
    public LatencySnapshot merge(LatencySnapshot other) {
        requireSameSchema(other);
        long[] common = Arrays.stream(levels)
                .filter(level -> Arrays.binarySearch(other.levels, level) >= 0)
                .toArray();
        Tally tally = new Tally(common);
        tally.schema = schema;
        for (LatencySnapshot part : new LatencySnapshot[] {this, other}) {
            tally.addCounts(part.firstBucket, part.counts, 1);
            tally.zeros += part.zeros;
            tally.faults += part.faults;
            tally.overflows += part.overflows;
            tally.addSum(part.sumHigh, part.sumLow);
            tally.max = Math.max(tally.max, part.max);
            tally.min = Math.min(tally.min, part.min);
            for (int i = 0; i < common.length; i++) {
                tally.atMost[i] += part.countAtMost(Duration.ofNanos(common[i]));
            }
        }
        return tally.toSnapshot();
    }

    private void requireSameSchema(LatencySnapshot other) {
        if (schema != other.schema) {
            throw new IllegalArgumentException("schemas must be equal: " + schema + " and " + other.schema);
        }
    }

    /**
     * The same records in fewer, wider cells: each step down joins two cells.
     *
     * @param coarser the new schema, from -4 to {@link #schema()}
     * @return the coarser snapshot; count, sum, extremes and service levels stay exact
     * @throws IllegalArgumentException if the schema is out of range
     */
    public LatencySnapshot downScale(int coarser) {
        if (coarser < LOWEST_SCHEMA || coarser > schema) {
            throw new IllegalArgumentException(
                    "schema must be from " + LOWEST_SCHEMA + " to " + schema + ": " + coarser);
        }
        Tally tally = new Tally(levels.clone());
        tally.schema = coarser;
        tally.atMost = atMost.clone();
        int shift = schema - coarser;
        for (int i = 0; i < counts.length; i++) {
            tally.addCounts(((firstBucket + i - 1) >> shift) + 1, new long[] {counts[i]}, 1);
        }
        tally.zeros = zeros;
        tally.faults = faults;
        tally.overflows = overflows;
        tally.addSum(sumHigh, sumLow);
        tally.max = max;
        tally.min = min;
        return tally.toSnapshot();
    }

    @Override
    public String toString() {
        return count == 0
                ? "LatencySnapshot[empty]"
                : String.format(
                        Locale.ROOT,
                        "LatencySnapshot[count=%d, mean=%.0f, min=%d, p50=%.0f, p99=%.0f, max=%d ns]",
                        count,
                        mean(),
                        min,
                        percentile(50),
                        percentile(99),
                        max);
    }
}
