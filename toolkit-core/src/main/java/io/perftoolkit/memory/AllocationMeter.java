package io.perftoolkit.memory;

import io.perftoolkit.count.HighWaterMark;
import io.perftoolkit.count.StripedCounter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how many bytes of heap a thread or an operation allocated, whether or not they are garbage by now.
 *
 * <p>The figure is the virtual machine's own, exact to the object. It is {@linkplain MemoryStats#UNKNOWN unknown} (-1),
 * never 0, where the virtual machine keeps none: on virtual threads, and on runtimes without {@code
 * com.sun.management.ThreadMXBean}.
 *
 * <p>A span costs two reads of the thread's figure, and spans that follow each other by {@link Span#next()} one each; a
 * meter adds the sums over all its operations.
 *
 * {@snippet class="io.perftoolkit.memory.AllocationMeterExample" region="meter"}
 *
 * <p>A meter is thread-safe. A {@link Span} belongs to the thread that started it.
 *
 * @since 0.1
 */
public final class AllocationMeter {
    private final StripedCounter known = new StripedCounter();
    private final StripedCounter unknown = new StripedCounter();
    private final StripedCounter bytes = new StripedCounter();
    private final HighWaterMark most = new HighWaterMark(0);

    /** Creates a meter that has seen nothing. */
    public AllocationMeter() {}

    /**
     * What the calling thread has allocated since it started.
     *
     * @return bytes, or {@link MemoryStats#UNKNOWN}
     */
    public static long allocated() {
        return HotSpot.allocatedByCurrentThread();
    }

    /**
     * Starts a span of the calling thread that no meter adds up; ask it for {@link Span#bytes()}.
     *
     * @return the span
     */
    public static Span start() {
        return new Span(null, Thread.currentThread(), allocated());
    }

    /**
     * Starts an operation of the calling thread. {@link Span#close()} ends it and adds it up here.
     *
     * @return the span of the operation
     */
    public Span operation() {
        return new Span(this, Thread.currentThread(), allocated());
    }

    /**
     * The sums over the operations that have ended.
     *
     * @return a snapshot; its figures are read one after the other
     */
    public Stats stats() {
        long notKnown = unknown.sum();
        return new Stats(known.sum() + notKnown, notKnown, bytes.sum(), most.value());
    }

    /**
     * What each live platform thread has allocated since it started, most first. Walks all threads: for reports.
     *
     * @return one entry per thread; empty where the virtual machine keeps no such figures
     */
    public static List<ThreadAllocation> threads() {
        List<ThreadAllocation> threads = new ArrayList<>(HotSpot.allocatedByThread());
        threads.sort(Comparator.comparingLong(ThreadAllocation::bytes).reversed());
        return List.copyOf(threads);
    }

    private void ended(long allocated) {
        if (allocated < 0) {
            unknown.increment();
        } else {
            known.increment();
            bytes.add(allocated);
            most.record(allocated);
        }
    }

    /**
     * A stretch of one thread's work.
     *
     * <p>Not thread-safe: on another thread than the one that started it, its bytes are unknown.
     *
     * @since 0.1
     */
    public static final class Span implements AutoCloseable {
        private static final long NOT_ASKED = -2;

        private final @Nullable AllocationMeter meter;
        private final Thread owner;
        private long start;
        private long answer = NOT_ASKED;
        private boolean chained;
        private boolean closed;

        private Span(@Nullable AllocationMeter meter, Thread owner, long start) {
            this.meter = meter;
            this.owner = owner;
            this.start = start;
        }

        /**
         * What the owner allocated since the start, up to now or up to the close.
         *
         * @return bytes, or {@link MemoryStats#UNKNOWN}
         */
        public long bytes() {
            if (!closed) {
                boolean known = start >= 0 && Thread.currentThread() == owner;
                answer = known ? allocated() - start : MemoryStats.UNKNOWN;
            }
            return answer;
        }

        /**
         * Ends an operation, adds it up in the meter if there is one, and starts the next at the same reading: for
         * loops, in which each operation then costs one reading. What follows the last {@code next()} is no operation of
         * the meter.
         *
         * @return what the owner allocated in the stretch that ended: bytes, or {@link MemoryStats#UNKNOWN}
         * @throws IllegalStateException if the span is closed
         */
        public long next() {
            if (closed) {
                throw new IllegalStateException("the span is closed: start another");
            }
            long now = Thread.currentThread() == owner ? allocated() : MemoryStats.UNKNOWN;
            long stretch = start >= 0 && now >= 0 ? now - start : MemoryStats.UNKNOWN;
            start = now;
            answer = NOT_ASKED;
            chained = true;
            if (meter != null) {
                meter.ended(stretch);
            }
            return stretch;
        }

        /**
         * Ends the span; a second call does nothing. A span without a meter keeps the last answer that {@link #bytes()}
         * gave, if it gave one: asking once more would cost as much as the rest of the span.
         */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            if (meter != null) {
                if (!chained) {
                    meter.ended(bytes());
                }
            } else if (answer == NOT_ASKED) {
                bytes();
            }
            closed = true;
        }
    }

    /**
     * The sums of a meter.
     *
     * @param operations how many ended
     * @param unknown how many of them the virtual machine could not say anything about
     * @param bytes what the others allocated in all
     * @param most what the greediest of them allocated
     */
    public record Stats(long operations, long unknown, long bytes, long most) {
        /**
         * The mean over the operations with known figures.
         *
         * @return bytes per operation, or {@code NaN} if there is none
         */
        public double meanBytes() {
            long known = operations - unknown;
            return known > 0 ? (double) bytes / known : Double.NaN;
        }
    }

    /**
     * One thread and what it allocated.
     *
     * @param name of the thread
     * @param id of the thread
     * @param bytes since it started
     */
    public record ThreadAllocation(String name, long id, long bytes) {}
}
