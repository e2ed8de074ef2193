package io.perftoolkit.bench.prove.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What became of each request of a plan: when it should have started, how late the generator itself was, how it ended
 * and how long after the intended start that was known.
 *
 * <p>Written by the generator's thread. Other threads may read what is settled, and {@link #soFar}, meanwhile.
 */
public final class Recording {
    /*
     * Invariant: a request's outcome goes from 0 to one code and never changes, so that all outcomes together are the
     * requests, whatever happened to them (GeneratorTest, one test per fault).
     *
     * Ordering: an outcome is stored with release after the latency that belongs to it, and loaded with acquire by
     * readers; settled likewise after all entries below it. The generator itself reads its own outcomes plainly.
     */
    private static final VarHandle OUTCOMES = MethodHandles.arrayElementVarHandle(byte[].class);

    private final RequestPlan plan;
    private final long[] intendedNanos;
    private final long[] latencyNanos;
    private final int[] latenessNanos;
    private final byte[] outcomes;
    private volatile long startNanos;
    private long ended;

    private volatile int settled;

    /**
     * Prepares to record.
     *
     * @param plan what will be sent
     */
    public Recording(RequestPlan plan) {
        this.plan = plan;
        intendedNanos = new long[plan.size()];
        latencyNanos = new long[plan.size()];
        latenessNanos = new int[plan.size()];
        outcomes = new byte[plan.size()];
    }

    void started(int request, long intended, long now) {
        intendedNanos[request] = intended;
        latenessNanos[request] = (int) Math.min(Integer.MAX_VALUE, Math.max(0, now - intended));
    }

    void end(int request, Outcome outcome, long now) {
        if (outcomes[request] != 0) {
            throw new IllegalStateException(
                    "request " + request + " ended twice: " + Outcome.ofCode(outcomes[request]) + ", then " + outcome);
        }
        latencyNanos[request] = Math.max(1, now - intendedNanos[request]);
        OUTCOMES.setRelease(outcomes, request, outcome.code);
        ended++;
    }

    /** The clock of this load: nanoseconds since {@link #begin}. */
    long now() {
        return System.nanoTime() - startNanos;
    }

    void begin(long nanoTime) {
        startNanos = nanoTime;
    }

    long intendedNanos(int request) {
        return intendedNanos[request];
    }

    long latencyNanos(int request) {
        return latencyNanos[request];
    }

    boolean hasEnded(int request) {
        return outcomes[request] != 0;
    }

    long ended() {
        return ended;
    }

    void settle(int below) {
        settled = below;
    }

    /**
     * Where second 0 lies.
     *
     * @return a reading of {@link System#nanoTime}; 0 as long as the load has not begun
     */
    public long startNanos() {
        return startNanos;
    }

    /**
     * How many requests from the first on have ended.
     *
     * @return 0 to the size of the plan
     */
    public int settled() {
        return settled;
    }

    /**
     * The requests that were meant to start from one second to another, as far as they are settled.
     *
     * @param fromSecond since the start of the load
     * @param toSecond exclusive
     * @return the part; empty if there are none
     */
    public Part part(double fromSecond, double toSecond) {
        int settledNow = settled();
        return new Part(indexOf(fromSecond, settledNow), indexOf(toSecond, settledNow));
    }

    /**
     * All requests that are settled.
     *
     * @return the part
     */
    public Part all() {
        return new Part(0, settled());
    }

    /**
     * Whether all requests that were meant to start before a moment have ended.
     *
     * @param second since the start of the load
     * @return whether figures of the time before it are final
     */
    public boolean isSettledBefore(double second) {
        int settledNow = settled();
        return settledNow == plan.size() || plan.atNanos(settledNow) >= second * 1e9;
    }

    /**
     * How the requests that were meant to start in a time stand now: what has not ended counts with its age.
     *
     * @param fromSecond since the start of the load
     * @param toSecond exclusive
     * @return the requests, and their latencies or ages
     */
    public SoFar soFar(double fromSecond, double toSecond) {
        int from = indexOf(fromSecond, plan.size());
        int to = indexOf(toSecond, plan.size());
        long now = now();
        long[] nanos = new long[to - from];
        long errors = 0;
        for (int i = from; i < to; i++) {
            byte code = (byte) OUTCOMES.getAcquire(outcomes, i);
            nanos[i - from] = code == 0 ? Math.max(0, now - plan.atNanos(i)) : latencyNanos[i];
            errors += code != 0 && code != Outcome.ANSWERED.code ? 1 : 0;
        }
        Arrays.sort(nanos);
        return new SoFar(nanos, errors);
    }

    /** Requests that may not have ended: sorted latencies or ages in nanoseconds, and how many have failed. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    public record SoFar(long[] sortedNanos, long errors) {}

    private int indexOf(double second, int size) {
        long nanos = (long) (second * 1e9);
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (plan.atNanos(middle) < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A run of requests, in the order of their intended starts. */
    public final class Part {
        private final int from;
        private final int to;

        private Part(int from, int to) {
            this.from = from;
            this.to = Math.max(from, to);
        }

        /**
         * How many requests there are.
         *
         * @return 0 or more
         */
        public long sent() {
            return (long) to - from;
        }

        /**
         * How many of them were answered rightly.
         *
         * @return 0 to {@link #sent()}
         */
        public long answered() {
            long count = 0;
            for (int i = from; i < to; i++) {
                count += outcomes[i] == Outcome.ANSWERED.code ? 1 : 0;
            }
            return count;
        }

        /**
         * The others by kind.
         *
         * @return counts above 0
         */
        public Map<String, Long> errors() {
            long[] counts = new long[Outcome.values().length + 1];
            for (int i = from; i < to; i++) {
                counts[outcomes[i]]++;
            }
            Map<String, Long> errors = new LinkedHashMap<>();
            for (Outcome outcome : Outcome.values()) {
                if (outcome != Outcome.ANSWERED && counts[outcome.code] > 0) {
                    errors.put(outcome.label, counts[outcome.code]);
                }
            }
            return errors;
        }

        /**
         * The latencies of those that were answered rightly, sorted.
         *
         * @return nanoseconds
         */
        public long[] answeredNanos() {
            long[] answered = new long[to - from];
            int count = 0;
            for (int i = from; i < to; i++) {
                if (outcomes[i] == Outcome.ANSWERED.code) {
                    answered[count++] = latencyNanos[i];
                }
            }
            long[] sorted = Arrays.copyOf(answered, count);
            Arrays.sort(sorted);
            return sorted;
        }

        /**
         * Their latencies from the intended start, sorted.
         *
         * @return nanoseconds
         */
        public long[] sortedNanos() {
            long[] sorted = Arrays.copyOfRange(latencyNanos, from, to);
            Arrays.sort(sorted);
            return sorted;
        }

        /**
         * Their latencies from the intended start.
         *
         * @return a histogram of nanoseconds with three digits
         */
        public Histogram histogram() {
            Histogram histogram = new Histogram(3_600_000_000_000L, 3);
            for (int i = from; i < to; i++) {
                histogram.recordValue(latencyNanos[i]);
            }
            return histogram;
        }

        /**
         * How late the generator was, sorted.
         *
         * @return nanoseconds
         */
        public int[] sortedLatenessNanos() {
            int[] sorted = Arrays.copyOfRange(latenessNanos, from, to);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
