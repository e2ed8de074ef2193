package io.perftoolkit.memory;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, once a tick, where the memory of this process is: heap, buffers, process, control group, accounts; and says
 * when it rises towards a limit.
 *
 * {@snippet class="io.perftoolkit.memory.MemoryMonitorExample" region="monitor"}
 *
 * <p>Thread-safe. {@link #stats()} is one load; {@link #read()} takes a lock and reads a few dozen small files and beans.
 * A monitor owns a daemon thread and open files until it is closed; two monitors share nothing. It works in a container,
 * without one, and where there is no {@code /proc}: what cannot be known is {@linkplain MemoryStats#UNKNOWN unknown}, and
 * {@link #gaps()} says why.
 *
 * @since 0.1
 */
public final class MemoryMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryMonitor.class);

    private final MonitorSettings settings;
    private final @Nullable Consumer<? super MemoryPressure> onPressure;
    private final AccountBook accounts = new AccountBook();

    // All of these are used under the lock only.
    private final ReentrantLock lock = new ReentrantLock();
    private final Sources sources;
    private final LeakWatch leaks;
    private final PressureWatch pressure;
    private boolean closed;

    private final Ticking ticking;
    private volatile long callbackFailures; // written by the ticking thread only
    private volatile MemoryStats stats;

    private MemoryMonitor(Builder builder, MonitorSettings settings, LiveSetSource liveSet) {
        this.settings = settings;
        onPressure = builder.onPressure;
        ticking = new Ticking(this::tick, settings.tickNanos(), builder.scheduler, builder.threadFactory);
        sources = new Sources(builder.root); // opens files: nothing after this may throw
        leaks = new LeakWatch(liveSet, settings);
        pressure = new PressureWatch(settings.softLimit(), settings.hardLimit());
        stats = readLocked();
    }

    /**
     * Starts the description of a monitor; everything has a default.
     *
     * @return a builder
     */
    public static MemoryMonitor.Builder builder() {
        return new Builder();
    }

    /**
     * The newest reading.
     *
     * @return the reading of the last tick, or of the last {@link #read()} if that was later; never null, and still there
     *     after the close
     */
    public MemoryStats stats() {
        return stats;
    }

    /**
     * Reads now. Callbacks wait for the next tick.
     *
     * @return the fresh reading, which {@link #stats()} gives from now on as well
     * @throws IllegalStateException if the monitor is closed
     */
    public MemoryStats read() {
        lock.lock();
        try {
            requireOpen();
            MemoryStats fresh = readLocked();
            stats = fresh;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The kernel's exact account of the resident set. Slow: it walks the page tables of the whole process.
     *
     * @return the detail; all unknown where the kernel has none
     * @throws IllegalStateException if the monitor is closed
     */
    public MemoryStats.ResidentDetail residentDetail() {
        lock.lock();
        try {
            requireOpen();
            return sources.residentDetail();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What cannot be known here, and why: what the system is, or lacks, or does not permit.
     *
     * @return the gaps found when the sources were opened or last read
     * @throws IllegalStateException if the monitor is closed
     */
    public List<MemoryStats.Gap> gaps() {
        lock.lock();
        try {
            requireOpen();
            return sources.gaps();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The account of this name, without a limit; made at the first call.
     *
     * @param name what the memory is for. A fixed set: a monitor keeps its accounts until it is closed
     * @return the account; the same one for the same name
     * @throws IllegalArgumentException if the account is there with another limit, or is striped
     * @throws IllegalStateException if there are 1 024 accounts
     */
    public MemoryAccount account(String name) {
        return accounts.account(name, MemoryStats.UNLIMITED, false);
    }

    /**
     * The account of this name, with a hard limit; made at the first call.
     *
     * @param name what the memory is for
     * @param limit the most that {@link MemoryAccount#reserve} lets it become, in bytes, positive
     * @return the account; the same one for the same name
     * @throws IllegalArgumentException if {@code limit} is not positive, or the account is there with another limit, or is
     *     striped
     * @throws IllegalStateException if there are 1 024 accounts
     */
    public MemoryAccount account(String name, long limit) {
        return accounts.account(name, limit, false);
    }

    /**
     * The account of this name for paths so hot that threads would contend for one balance; made at the first call. Each
     * thread keeps up to 64 KiB to itself before it posts them.
     *
     * <p>The peak, and with it the balance it is taken from, is off by less than 64 KiB per stripe (at most two stripes
     * per processor, at most 64 in all); the balance itself adds the stripes up. It has no limit and reserves nothing.
     *
     * @param name what the memory is for
     * @return the account; the same one for the same name
     * @throws IllegalArgumentException if the account is there and not striped
     * @throws IllegalStateException if there are 1 024 accounts
     */
    public MemoryAccount stripedAccount(String name) {
        return accounts.account(name, MemoryStats.UNLIMITED, true);
    }

    /**
     * Stops the ticks and closes the files. A callback that is running is waited for, up to a second. Idempotent.
     */
    @Override
    public void close() {
        ticking.stop();
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                sources.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One tick: a reading, then the news of it, outside the lock. */
    void tick() {
        List<MemoryPressure> news;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            MemoryStats fresh = readLocked();
            stats = fresh;
            news = pressure.advance(fresh, accounts.all());
            accounts.reportUnderflows();
        } finally {
            lock.unlock();
        }
        for (MemoryPressure one : news) {
            tell(one);
        }
    }

    @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // ticks never overlap
    private void tell(MemoryPressure news) {
        if (onPressure == null) {
            return;
        }
        try {
            onPressure.accept(news);
        } catch (Throwable e) { // whatever a callback does, the next tick must come
            if (callbackFailures++ == 0) {
                LOG.warn("A memory pressure callback failed on {}; further failures are only counted", news, e);
            }
        }
    }

    private MemoryStats readLocked() {
        return sources.read(
                settings.ticker().getAsLong(), settings.clock().instant(), leaks, accounts, callbackFailures);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("memory monitor is closed");
        }
    }

    /**
     * Describes a monitor. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private Duration tick = Duration.ofSeconds(1);
        private double softLimit = 0.80;
        private double hardLimit = 0.95;
        private Duration warmUp = Duration.ofMinutes(5);
        private Duration leakSpan = Duration.ofMinutes(10);
        private Duration leakHorizon = Duration.ofHours(6);
        private LongSupplier ticker = System::nanoTime;
        private InstantSource clock = InstantSource.system();
        private @Nullable Consumer<? super MemoryPressure> onPressure;
        private @Nullable ScheduledExecutorService scheduler;
        private ThreadFactory threadFactory = Builder::daemon;
        private Path root = Path.of("/");
        private @Nullable LiveSetSource liveSet;

        private Builder() {}

        /**
         * How often to read.
         *
         * @param tick between two readings, at least a millisecond; default 1 s
         * @return this
         */
        public Builder tick(Duration tick) {
            this.tick = Objects.requireNonNull(tick, "tick");
            return this;
        }

        /**
         * Where the news of scarce memory begins, for the heap, the control group and each account with a limit.
         *
         * @param fraction of the limit, above 0 and at most 1; default 0.80
         * @return this
         */
        public Builder softLimit(double fraction) {
            this.softLimit = fraction;
            return this;
        }

        /**
         * Where it becomes serious.
         *
         * @param fraction of the limit, at least the soft one and at most 1; default 0.95
         * @return this
         */
        public Builder hardLimit(double fraction) {
            this.hardLimit = fraction;
            return this;
        }

        /**
         * Who is told when a limit is passed, and when it no longer is. Called on the ticking thread, one at a time, so a
         * slow callback delays ticks and nobody else. What it throws is counted, and logged the first time.
         *
         * @param callback takes the news
         * @return this
         */
        public Builder onPressure(Consumer<? super MemoryPressure> callback) {
            this.onPressure = Objects.requireNonNull(callback, "callback");
            return this;
        }

        /**
         * How long after the build nothing counts as a trend, because caches and pools still fill.
         *
         * @param warmUp not negative; default 5 min
         * @return this
         */
        public Builder warmUp(Duration warmUp) {
            this.warmUp = Objects.requireNonNull(warmUp, "warmUp");
            return this;
        }

        /**
         * How long memory must have been seen rising to be suspected of a leak.
         *
         * @param span positive; default 10 min
         * @return this
         */
        public Builder leakSpan(Duration span) {
            this.leakSpan = Objects.requireNonNull(span, "span");
            return this;
        }

        /**
         * How far ahead memory must be full to be suspected, and how far back the figures are kept.
         *
         * @param horizon positive; default 6 h
         * @return this
         */
        public Builder leakHorizon(Duration horizon) {
            this.leakHorizon = Objects.requireNonNull(horizon, "horizon");
            return this;
        }

        /**
         * Who runs the ticks, instead of a thread of the monitor's own. The monitor never shuts it down.
         *
         * @param scheduler runs one task with a fixed delay, until the close
         * @return this
         */
        public Builder scheduler(ScheduledExecutorService scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /**
         * Who makes the monitor's thread.
         *
         * @param factory makes one thread; default a daemon named {@code perftoolkit-memory-1}
         * @return this
         */
        public Builder threadFactory(ThreadFactory factory) {
            this.threadFactory = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /**
         * The monotonic clock.
         *
         * @param ticker nanoseconds from an arbitrary origin; default {@link System#nanoTime()}
         * @return this
         */
        public Builder ticker(LongSupplier ticker) {
            this.ticker = Objects.requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * The wall clock, which only labels readings.
         *
         * @param clock default the system's
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** What absolute paths are taken relative to, for fixtures. */
        Builder root(Path root) {
            this.root = root;
            return this;
        }

        Builder liveSet(LiveSetSource source) {
            this.liveSet = source;
            return this;
        }

        /**
         * Reads for the first time and starts the ticks.
         *
         * @return the monitor; close it
         * @throws IllegalArgumentException naming every argument that breaks its rule
         */
        public MemoryMonitor build() {
            MonitorSettings settings =
                    MonitorSettings.of(tick, softLimit, hardLimit, warmUp, leakSpan, leakHorizon, ticker, clock);
            MemoryMonitor monitor = new MemoryMonitor(this, settings, liveSet == null ? new CollectedPool() : liveSet);
            try {
                monitor.ticking.start();
            } catch (RuntimeException e) { // a scheduler that is shut down: leave no file open
                monitor.close();
                throw e;
            }
            return monitor;
        }

        private static Thread daemon(Runnable task) {
            Thread thread = new Thread(task, "perftoolkit-memory-1");
            thread.setDaemon(true);
            return thread;
        }
    }
}
