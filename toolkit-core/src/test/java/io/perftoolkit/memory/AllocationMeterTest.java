package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllocationMeterTest {
    private static volatile Object sink;

    @Test
    void span_knownAllocation_isSeenToTheObject() {
        long small = measure(1_000);
        long big = measure(1_000_000);
        assertEquals(999_000, big - small, 8, "array headers and span objects cancel out");
    }

    private static long measure(int size) {
        for (int i = 0; i < 3; i++) { // the first spans also load classes
            AllocationMeter.start().close();
        }
        try (AllocationMeter.Span span = AllocationMeter.start()) {
            sink = new byte[size];
            return span.bytes();
        }
    }

    @Test
    void close_freezesTheFigure() {
        AllocationMeter.Span span = AllocationMeter.start();
        sink = new byte[10_000];
        span.close();
        long closed = span.bytes();
        sink = new byte[10_000];
        span.close();
        assertEquals(closed, span.bytes());
        assertTrue(closed >= 10_000);
    }

    @Test
    void close_afterAnAnswer_keepsIt() {
        AllocationMeter.Span span = AllocationMeter.start();
        long answer = span.bytes();
        sink = new byte[10_000];
        span.close();
        assertEquals(answer, span.bytes());
        try (AllocationMeter.Span empty = AllocationMeter.start()) {
            assertTrue(empty.bytes() < 1_000);
        }
    }

    @Test
    void operation_addsUp() {
        AllocationMeter meter = new AllocationMeter();
        assertTrue(Double.isNaN(meter.stats().meanBytes()));
        for (int i = 0; i < 10; i++) {
            try (AllocationMeter.Span span = meter.operation()) {
                assertTrue(span.bytes() < 1_000); // an answer in between does not end the operation
                sink = new byte[i == 3 ? 1_000_000 : 1_000];
            }
        }
        AllocationMeter.Stats stats = meter.stats();
        assertEquals(10, stats.operations());
        assertEquals(0, stats.unknown());
        assertTrue(stats.bytes() >= 1_009_000 && stats.bytes() < 1_100_000, stats::toString);
        assertTrue(stats.most() >= 1_000_000 && stats.most() < 1_050_000, stats::toString);
        assertEquals(stats.bytes() / 10.0, stats.meanBytes());
    }

    @Test
    void close_onAnotherThread_isUnknown() throws InterruptedException {
        AllocationMeter meter = new AllocationMeter();
        AllocationMeter.Span span = meter.operation();
        Thread other = new Thread(span::close);
        other.start();
        other.join();
        assertEquals(MemoryStats.UNKNOWN, span.bytes());
        assertEquals(new AllocationMeter.Stats(1, 1, 0, 0), meter.stats());
    }

    @Test
    void next_ofALoop_addsUpEachOperationOnce() {
        AllocationMeter.Stats stats = AllocationMeterExample.parseAll(List.of(
                () -> sink = new byte[100_000], () -> sink = new byte[1_000_000], () -> sink = new byte[10_000]));
        assertEquals(3, stats.operations());
        assertEquals(0, stats.unknown());
        assertTrue(stats.bytes() >= 1_110_000 && stats.bytes() < 1_200_000, stats::toString);
        assertTrue(stats.most() >= 1_000_000 && stats.most() < 1_050_000, stats::toString);
    }

    @Test
    void next_withoutAMeter_saysWhatTheStretchAllocated() {
        try (AllocationMeter.Span span = AllocationMeter.start()) {
            sink = new byte[1_000_000];
            assertTrue(span.next() >= 1_000_000);
            sink = new byte[10_000];
            long second = span.next();
            assertTrue(second >= 10_000 && second < 1_000_000, () -> "second stretch: " + second);
        }
    }

    @Test
    void next_onAnotherThread_isUnknownThenAndAfterwards() throws InterruptedException {
        AllocationMeter meter = new AllocationMeter();
        AllocationMeter.Span span = meter.operation();
        Thread other = new Thread(span::next);
        other.start();
        other.join();
        assertEquals(MemoryStats.UNKNOWN, span.next(), "where this stretch began is not known");
        assertEquals(new AllocationMeter.Stats(2, 2, 0, 0), meter.stats());
    }

    @Test
    void next_afterClose_saysSo() {
        AllocationMeter.Span span = AllocationMeter.start();
        span.close();
        assertThrows(IllegalStateException.class, span::next);
    }

    @Test
    void operation_onAVirtualThread_isUnknownNeverZero() throws Exception {
        ExecutorService virtual;
        try {
            virtual = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            System.out.println("virtual threads: this JDK (" + Runtime.version() + ") has none; tried on 21 and newer");
            abort("no virtual threads");
            return;
        }
        AllocationMeter meter = new AllocationMeter();
        AtomicLong bytes = new AtomicLong();
        AtomicLong allocated = new AtomicLong();
        virtual.submit(() -> {
                    try (AllocationMeter.Span span = meter.operation()) {
                        sink = new byte[1_000];
                        bytes.set(span.bytes());
                        allocated.set(AllocationMeter.allocated());
                    }
                })
                .get();
        virtual.shutdown();
        assertEquals(MemoryStats.UNKNOWN, bytes.get());
        assertEquals(MemoryStats.UNKNOWN, allocated.get());
        assertEquals(new AllocationMeter.Stats(1, 1, 0, 0), meter.stats());
    }

    @Test
    void threads_givesThisThread() {
        sink = new byte[100_000];
        String name = Thread.currentThread().getName();
        AllocationMeter.ThreadAllocation own = AllocationMeter.threads().stream()
                .filter(thread -> thread.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertTrue(own.bytes() >= 100_000 && own.bytes() <= AllocationMeter.allocated());
    }

    @Test
    void allocated_runtimeWithoutTheManagementModule_isUnknown() throws Exception {
        ChildJvm.Result result = ChildJvm.of(NoManagementChild.class)
                .options("--limit-modules", "java.management,java.logging")
                .run();
        assertEquals(0, result.exit(), result::output);
        assertTrue(result.output().contains("allocated=-1 threads=0 cpu=PT0S pools=true"), result::output);
    }
}
