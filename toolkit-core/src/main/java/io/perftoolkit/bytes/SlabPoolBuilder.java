package io.perftoolkit.bytes;

import io.perftoolkit.internal.config.FlatConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes a pool of slabs. Not thread-safe.
 *
 * @since 0.1
 */
public final class SlabPoolBuilder {
    static final int SLAB_SIZE = 128 << 10;
    static final int MAX_SLABS = 16;
    private static final int LARGEST_SLAB = 256 << 20;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private String name = "slabs";
    private int slabSize = SLAB_SIZE;
    private int maxSlabs = MAX_SLABS;
    private Duration maxWait = Duration.ofSeconds(10);
    private Duration leakAfter = Duration.ZERO;
    private int leakSampling = 128;
    private boolean strict;
    private Executor leakExecutor = Runnable::run;
    private @Nullable Consumer<? super LeakedSlab> onLeak;
    private LongSupplier ticker = System::nanoTime;

    SlabPoolBuilder() {}

    /**
     * What the pool is called in messages.
     *
     * @param name default {@code slabs}
     * @return this
     */
    public SlabPoolBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * How large a slab is: what is read at once. Larger ones than the second-level cache are not reliably faster.
     *
     * @param bytes positive, at most 256 MiB; default 128 KiB
     * @return this
     */
    public SlabPoolBuilder slabSize(int bytes) {
        this.slabSize = bytes;
        return this;
    }

    /**
     * How many slabs and file windows may be out at the same time. A chunker that is being read has one.
     *
     * @param most positive; default 16
     * @return this
     */
    public SlabPoolBuilder maxSlabs(int most) {
        this.maxSlabs = most;
        return this;
    }

    /**
     * The longest that a chunker waits for a slab.
     *
     * @param maxWait not negative; default 10 s
     * @return this
     */
    public SlabPoolBuilder maxWait(Duration maxWait) {
        this.maxWait = Objects.requireNonNull(maxWait, "maxWait");
        return this;
    }

    /**
     * How long a slab may be out, after its chunker went on, before it is reported as a leak: once, by a line of log and to
     * {@link #onLeak}. Leaks are looked for when a slab is wanted and all are out, and by {@link SlabPool#stats}.
     *
     * @param age not negative; default 0, leaks are not looked for
     * @return this
     */
    public SlabPoolBuilder leakAfter(Duration age) {
        this.leakAfter = Objects.requireNonNull(age, "age");
        return this;
    }

    /**
     * Of how many slabs one is in the sample: where it was pulled is kept for the report.
     *
     * @param every positive; default 128
     * @return this
     */
    public SlabPoolBuilder leakSampling(int every) {
        this.leakSampling = every;
        return this;
    }

    /**
     * Who is told of leaks, on the thread that finds one and under no lock. What it throws is logged once.
     *
     * @param listener takes the report; should be quick: the thread wants a slab
     * @return this
     */
    public SlabPoolBuilder onLeak(Consumer<? super LeakedSlab> listener) {
        return onLeak(Runnable::run, listener);
    }

    /**
     * Who is told of leaks, and where. What the listener throws is logged once.
     *
     * @param executor runs the listener; if it refuses, the thread that found the leak does
     * @param listener takes the report; default nobody
     * @return this
     */
    public SlabPoolBuilder onLeak(Executor executor, Consumer<? super LeakedSlab> listener) {
        this.leakExecutor = Objects.requireNonNull(executor, "executor");
        this.onLeak = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Whether misuse is looked for at a price: each close is decided atomically and remembered, views are never used twice,
     * and slabs that come back are filled with {@code 0xDB}. For tests.
     *
     * @param strict default false
     * @return this
     */
    public SlabPoolBuilder strict(boolean strict) {
        this.strict = strict;
        return this;
    }

    /**
     * The monotonic clock by which waits and leaks are measured.
     *
     * @param ticker nanoseconds from an arbitrary origin; default {@link System#nanoTime()}
     * @return this
     */
    public SlabPoolBuilder ticker(LongSupplier ticker) {
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        return this;
    }

    /**
     * Takes what a flat map says: {@code name}, {@code slab-size}, {@code max-slabs}, {@code max-wait}, {@code leak-after},
     * {@code leak-sampling}, {@code strict}.
     *
     * @param map keys and texts, such as {@code slab-size} and {@code 64KiB}
     * @return this
     * @throws IllegalArgumentException if a text cannot be read or a key is unknown; the message names the nearest one
     */
    public SlabPoolBuilder configure(Map<String, String> map) {
        FlatConfig config = FlatConfig.of(map);
        config.text("name", this::name);
        config.bytes("slab-size", bytes -> slabSize(Math.toIntExact(Math.min(bytes, Integer.MAX_VALUE))));
        config.integer("max-slabs", this::maxSlabs);
        config.duration("max-wait", this::maxWait);
        config.duration("leak-after", this::leakAfter);
        config.integer("leak-sampling", this::leakSampling);
        config.flag("strict", this::strict);
        config.check();
        return this;
    }

    /**
     * Builds the pool. No memory is taken before a chunker wants some.
     *
     * @return the pool; close it
     * @throws IllegalArgumentException naming every argument that breaks its rule
     */
    public SlabPool build() {
        List<String> broken = new ArrayList<>(0);
        check(broken, slabSize > 0, "slabSize must be positive: " + slabSize);
        check(broken, slabSize <= LARGEST_SLAB, "slabSize must be at most 256 MiB: " + slabSize);
        check(broken, maxSlabs > 0, "maxSlabs must be positive: " + maxSlabs);
        check(broken, !maxWait.isNegative(), "maxWait must not be negative: " + maxWait);
        check(broken, !leakAfter.isNegative(), "leakAfter must not be negative: " + leakAfter);
        check(broken, leakSampling > 0, "leakSampling must be positive: " + leakSampling);
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", broken));
        }
        return new SlabPool(new Settings(
                name,
                slabSize,
                maxSlabs,
                nanos(maxWait),
                nanos(leakAfter),
                leakSampling,
                strict,
                leakExecutor,
                onLeak,
                ticker));
    }

    static void check(List<String> broken, boolean kept, String rule) {
        if (!kept) {
            broken.add(rule);
        }
    }

    private static long nanos(Duration span) {
        return (span.compareTo(LONGEST) > 0 ? LONGEST : span).toNanos();
    }
}
