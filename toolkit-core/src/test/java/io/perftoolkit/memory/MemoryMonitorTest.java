package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryMonitorTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    Path root;

    private static MemoryMonitor.Builder still() {
        return MemoryMonitor.builder().tick(NEVER);
    }

    @Test
    void stats_beforeTheFirstTick_areThere() {
        try (MemoryMonitor monitor = still().build()) {
            MemoryStats stats = monitor.stats();
            assertTrue(stats.heap().used() > 0);
            assertFalse(stats.pools().isEmpty());
            assertFalse(stats.collectors().isEmpty());
            assertSame(stats, monitor.stats());
            assertNotSame(stats, monitor.read());
        }
    }

    /** The monitor of the pattern this replaces had counters of its own that nothing ever fed. */
    @Test
    void read_afterAnAllocation_showsIt() {
        try (MemoryMonitor monitor = still().build()) {
            long before = monitor.read().direct().used();
            ByteBuffer buffer = ByteBuffer.allocateDirect(5 << 20);
            MemoryAccount account = monitor.account("buffers");
            account.recordAllocation(buffer.capacity());
            MemoryStats stats = monitor.read();
            assertTrue(stats.direct().used() >= before + buffer.capacity());
            assertEquals(
                    new MemoryStats.Account("buffers", 5 << 20, 5 << 20, MemoryStats.UNLIMITED, 0, 0, 0),
                    stats.accounts().get(0));
            assertEquals(0, buffer.get(0));
        }
    }

    @Test
    void parts_sum_isTheResidentSetExactly() {
        new CgroupFixture(root).status();
        try (MemoryMonitor monitor = still().root(root).build()) {
            MemoryStats stats = monitor.stats();
            assertEquals(1500 << 10, stats.process().resident());
            assertEquals(2000 << 10, stats.process().residentPeak());
            assertEquals(7 << 10, stats.process().swap());
            assertEquals(23, stats.process().threads());
            MemoryStats.Parts parts = stats.parts().orElseThrow();
            assertSum(parts);
            assertTrue(parts.unaccounted() < 0, "this fixture's process is smaller than our heap: shown, not clamped");
            assertTrue(parts.unaccountedAtMost() >= parts.unaccounted());
        }
        try (MemoryMonitor monitor = still().build()) {
            monitor.stats().parts().ifPresent(MemoryMonitorTest::assertSum);
        }
    }

    private static void assertSum(MemoryStats.Parts parts) {
        assertTrue(parts.heapCommitted() > 0 && parts.metaspace() > 0 && parts.codeCache() > 0);
        assertEquals(
                parts.resident(),
                parts.heapCommitted()
                        + parts.metaspace()
                        + parts.codeCache()
                        + parts.direct()
                        + parts.file()
                        + parts.unaccounted());
    }

    @Test
    void parts_compressedClassSpace_isNotCountedTwice() {
        try (MemoryMonitor monitor = still().build()) {
            MemoryStats stats = monitor.stats();
            long metaspace = stats.pools().stream()
                    .filter(pool -> pool.name().equals("Metaspace"))
                    .mapToLong(MemoryStats.Pool::committed)
                    .sum();
            stats.parts().ifPresent(parts -> assertEquals(metaspace, parts.metaspace()));
        }
    }

    @Test
    void read_systemWithoutProc_isUnknownAndSaysWhy() {
        try (MemoryMonitor monitor = still().root(root).build()) {
            MemoryStats stats = monitor.read();
            assertEquals(ControlGroup.ABSENT, stats.group());
            assertEquals(-1, stats.process().resident());
            assertEquals(-1, stats.process().threads());
            assertTrue(stats.parts().isEmpty());
            assertTrue(stats.heap().used() > 0, "the virtual machine still answers");
            assertEquals(new MemoryStats.ResidentDetail(-1, -1, -1, -1, -1, -1, -1, -1), monitor.residentDetail());
            List<MemoryStats.Gap> gaps = monitor.gaps();
            assertTrue(gaps.stream().anyMatch(gap -> gap.figure().equals("process")), gaps::toString);
            assertTrue(gaps.stream().anyMatch(gap -> gap.figure().equals("group")), gaps::toString);
        }
    }

    /** Allocation is deterministic, so this may assert bytes. */
    @Test
    void tick_steadyState_leavesLittleGarbage() {
        try (MemoryMonitor monitor = still().onPressure(news -> {}).build()) {
            monitor.account("a", 1_000_000);
            monitor.account("b");
            for (int i = 0; i < 200; i++) {
                monitor.tick();
            }
            long least = Long.MAX_VALUE; // a collection in between has a word to say; most ticks see none
            for (int i = 0; i < 50; i++) {
                long before = AllocationMeter.allocated();
                monitor.tick();
                least = Math.min(least, AllocationMeter.allocated() - before);
            }
            System.out.println("garbage of one tick: " + least + " B");
            assertTrue(least <= 4_096, "one tick left " + least + " B of garbage");
        }
    }

    @Test
    void onPressure_accountAroundItsLimits_isToldOncePerChange() {
        List<MemoryPressure> news = new ArrayList<>();
        try (MemoryMonitor monitor = still().root(root)
                .softLimit(0.5)
                .hardLimit(0.9)
                .onPressure(news::add)
                .build()) {
            MemoryAccount account = monitor.account("buffers", 1_000);
            long[] balances = {499, 500, 460, 510, 451, 449, 700, 950, 820, 811, 809, 100};
            for (long balance : balances) {
                account.recordDeallocation(account.used());
                account.recordAllocation(balance);
                monitor.tick();
            }
        }
        assertEquals(
                List.of(
                        new MemoryPressure(
                                "account buffers", MemoryPressure.Level.SOFT, MemoryPressure.Level.NORMAL, 500, 1000),
                        new MemoryPressure(
                                "account buffers", MemoryPressure.Level.NORMAL, MemoryPressure.Level.SOFT, 449, 1000),
                        new MemoryPressure(
                                "account buffers", MemoryPressure.Level.SOFT, MemoryPressure.Level.NORMAL, 700, 1000),
                        new MemoryPressure(
                                "account buffers", MemoryPressure.Level.HARD, MemoryPressure.Level.SOFT, 950, 1000),
                        new MemoryPressure(
                                "account buffers", MemoryPressure.Level.SOFT, MemoryPressure.Level.HARD, 809, 1000),
                        new MemoryPressure(
                                "account buffers", MemoryPressure.Level.NORMAL, MemoryPressure.Level.SOFT, 100, 1000)),
                news);
    }

    @Test
    void onPressure_refusedReservation_isHard() {
        List<MemoryPressure.Level> levels = new ArrayList<>();
        try (MemoryMonitor monitor =
                still().root(root).onPressure(news -> levels.add(news.level())).build()) {
            MemoryAccount account = monitor.account("buffers", 1_000);
            assertFalse(account.tryReserve(1_001));
            monitor.tick();
            monitor.tick();
        }
        assertEquals(List.of(MemoryPressure.Level.HARD, MemoryPressure.Level.NORMAL), levels);
    }

    @Test
    void onPressure_controlGroup_isHeldAgainstItsWorkingSet() {
        CgroupFixture fixture = new CgroupFixture(root)
                .file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950);
        List<MemoryPressure> news = new ArrayList<>();
        try (MemoryMonitor monitor = still().root(root).onPressure(news::add).build()) {
            monitor.tick();
            assertEquals(List.of(), news, "200 of the 950 are idle page cache");
            fixture.file("sys/fs/cgroup/memory.current", "1000\n");
            monitor.tick();
        }
        assertEquals(
                List.of(new MemoryPressure(
                        "control group", MemoryPressure.Level.SOFT, MemoryPressure.Level.NORMAL, 800, 1000)),
                news);
    }

    @Test
    void onPressure_callbackThatThrows_isCountedAndTheNextTickComes() {
        AtomicInteger calls = new AtomicInteger();
        try (MemoryMonitor monitor = still().root(root)
                .onPressure(news -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("on purpose");
                })
                .build()) {
            MemoryAccount account = monitor.account("buffers", 100);
            account.recordAllocation(99);
            monitor.tick();
            account.recordDeallocation(99);
            monitor.tick();
            assertEquals(2, calls.get());
            assertEquals(2, monitor.read().callbackFailures());
        }
    }

    @Test
    void build_ownThread_ticksAsADaemonUntilTheClose() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        MemoryMonitor monitor = MemoryMonitor.builder()
                .tick(Duration.ofMillis(1))
                .onPressure(news -> {
                    thread.set(Thread.currentThread());
                    told.countDown();
                })
                .build();
        try (monitor) {
            monitor.account("buffers", 10).recordAllocation(10);
            assertTrue(told.await(30, TimeUnit.SECONDS));
            assertTrue(thread.get().isDaemon());
            assertEquals("perftoolkit-memory-1", thread.get().getName());
        }
        thread.get().join(30_000);
        assertFalse(thread.get().isAlive());
        MemoryStats last = monitor.stats();
        assertSame(last, monitor.stats(), "the last reading stays");
        assertEquals(
                "memory monitor is closed",
                assertThrows(IllegalStateException.class, monitor::read).getMessage());
        assertThrows(IllegalStateException.class, monitor::gaps);
        assertThrows(IllegalStateException.class, monitor::residentDetail);
        monitor.close();
        monitor.tick();
        assertSame(last, monitor.stats());
    }

    @Test
    void close_byItsOwnCallback_doesNotWaitForItself() throws InterruptedException {
        AtomicReference<MemoryMonitor> self = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch ready = new CountDownLatch(1);
        MemoryMonitor monitor = MemoryMonitor.builder()
                .tick(Duration.ofMillis(1))
                .onPressure(news -> {
                    try {
                        ready.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    self.get().close();
                    closed.countDown();
                })
                .build();
        self.set(monitor);
        ready.countDown();
        monitor.account("buffers", 10).recordAllocation(10);
        assertTrue(closed.await(30, TimeUnit.SECONDS));
        assertThrows(IllegalStateException.class, monitor::read);
    }

    @Test
    void scheduler_ofTheUser_runsTheTicksAndIsLeftAlone() throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try {
            CountDownLatch told = new CountDownLatch(1);
            Thread own = scheduler.submit(Thread::currentThread).get();
            AtomicReference<Thread> thread = new AtomicReference<>();
            try (MemoryMonitor monitor = MemoryMonitor.builder()
                    .tick(Duration.ofMillis(1))
                    .scheduler(scheduler)
                    .onPressure(news -> {
                        thread.set(Thread.currentThread());
                        told.countDown();
                    })
                    .build()) {
                monitor.account("buffers", 10).recordAllocation(10);
                assertTrue(told.await(30, TimeUnit.SECONDS));
                assertSame(own, thread.get());
            }
            assertFalse(scheduler.isShutdown());
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void build_schedulerThatIsShutDown_leavesNoFileOpen() throws IOException {
        new CgroupFixture(root)
                .status()
                .file("proc/self/cgroup", "0::/\n")
                .file("proc/self/mountinfo", CgroupFixture.v2Mount("/", "/sys/fs/cgroup"))
                .v2Group("sys/fs/cgroup", "1000", 950);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        scheduler.shutdownNow();
        MemoryMonitor.Builder builder = still().root(root).scheduler(scheduler);
        assertThrows(RejectedExecutionException.class, builder::build);
        assertEquals(0, openFilesBelow(root));
        try (MemoryMonitor monitor = still().root(root).build()) {
            assertEquals(1000, monitor.stats().group().memory().limit());
            assertTrue(openFilesBelow(root) != 0, "the count is blind");
        }
        assertEquals(0, openFilesBelow(root));
    }

    /** How many descriptors of this process lead below {@code dir}; where that cannot be seen, the test sees nothing. */
    private static int openFilesBelow(Path dir) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "open files: no /proc/self/fd here to count them");
        int open = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                try {
                    open += Files.readSymbolicLink(descriptor).startsWith(dir) ? 1 : 0;
                } catch (NoSuchFileException e) {
                    continue; // closed in between
                }
            }
        }
        return open;
    }

    @Test
    void account_sameName_isTheSameAccountInThisMonitorOnly() {
        try (MemoryMonitor one = still().build();
                MemoryMonitor two = still().build()) {
            assertSame(one.account("a", 5), one.account("a", 5));
            assertNotSame(one.account("a", 5), two.account("a", 5));
            one.account("a", 5).recordAllocation(1);
            assertEquals(0, two.read().accounts().get(0).used());
            assertSame(one.stripedAccount("s"), one.stripedAccount("s"));
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> one.account("a", 6));
            assertTrue(e.getMessage().contains("account a must keep its limit"), e::getMessage);
            assertThrows(IllegalArgumentException.class, () -> one.account("s"));
            assertThrows(IllegalArgumentException.class, () -> one.account("zero", 0));
            assertThrows(NullPointerException.class, () -> one.account(null));
        }
    }

    @Test
    void account_tooManyNames_isRefused() {
        try (MemoryMonitor monitor = still().build()) {
            for (int i = 0; i < AccountBook.MAX_ACCOUNTS; i++) {
                monitor.account("a" + i);
            }
            assertThrows(IllegalStateException.class, () -> monitor.account("one more"));
            monitor.account("a7");
        }
    }

    @Test
    void build_brokenArguments_areAllNamed() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> MemoryMonitor.builder()
                        .tick(Duration.ZERO)
                        .softLimit(1.5)
                        .hardLimit(Double.NaN)
                        .warmUp(Duration.ofSeconds(-1))
                        .leakSpan(Duration.ZERO)
                        .leakHorizon(Duration.ofDays(1_000_000))
                        .build());
        assertEquals(
                "tick must be at least 1 ms: PT0S; softLimit must be above 0 and at most 1: 1.5; hardLimit must be at"
                        + " least softLimit and at most 1: NaN; warmUp must not be negative: PT-1S; leakSpan must be"
                        + " positive: PT0S; durations must be at most 100 years: PT24000000H",
                e.getMessage());
    }

    @Test
    void ticker_ofTheUser_isTheOnlyClockOfTrends() {
        FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 60_000_000_000L);
        try (MemoryMonitor monitor = MemoryMonitor.builder()
                .tick(Duration.ofMinutes(1))
                .ticker(ticker)
                .build()) {
            MemoryAccount account = monitor.account("leak", 1_000_000);
            account.recordAllocation(600_000);
            for (int i = 0; i < 40; i++) {
                ticker.advance(Duration.ofMinutes(1));
                account.recordAllocation(3_000);
                monitor.tick();
            }
            assertEquals(
                    List.of("account leak"),
                    monitor.stats().suspicions().stream()
                            .map(LeakSuspicion::subject)
                            .filter(subject -> subject.startsWith("account"))
                            .toList());
            assertTrue(monitor.stats().accounts().get(0).rising());
            assertNull(monitor.stats().forecast().groupFull());
        }
    }

    @Test
    void close_monitorOfAnotherClassLoader_letsItGo() throws Exception {
        WeakReference<ClassLoader> loader = monitorOfAnotherLoader();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (loader.get() != null && System.nanoTime() - deadline < 0) {
            System.gc();
            Thread.onSpinWait();
        }
        assertNull(loader.get(), "a closed monitor keeps its class loader alive");
    }

    private static WeakReference<ClassLoader> monitorOfAnotherLoader() throws Exception {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j-simple"))
                .map(entry -> {
                    try {
                        return Path.of(entry).toUri().toURL();
                    } catch (java.net.MalformedURLException e) {
                        throw new AssertionError(e);
                    }
                })
                .toArray(URL[]::new);
        URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        Class<?> type = loader.loadClass(MemoryMonitor.class.getName());
        Object builder = type.getMethod("builder").invoke(null);
        builder.getClass().getMethod("tick", Duration.class).invoke(builder, Duration.ofMillis(1));
        Object monitor = builder.getClass().getMethod("build").invoke(builder);
        assertNotSame(MemoryMonitor.class, monitor.getClass());
        type.getMethod("read").invoke(monitor);
        type.getMethod("close").invoke(monitor);
        loader.close();
        return new WeakReference<>(loader);
    }
}
