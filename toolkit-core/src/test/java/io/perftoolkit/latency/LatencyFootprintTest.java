package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.vm.VM;

/** Bytes as the JVM lays them out: padding of the hot words, and what a recorder occupies. */
class LatencyFootprintTest {
    @Test
    void hotWords_lieAtLeast128BytesFromWhatOthersMayWrite() {
        Sheet sheet = SheetTest.owned();
        long[] words = sheet.words();
        long base = ClassLayout.parseInstance(words).headerSize();
        assertTrue(base + 8L * Layout.VERSION >= 128, "in front of the words that each record writes");
        assertTrue(8L * (words.length - Layout.LANES) >= 128, "behind them, from two octaves on");
    }

    @Test
    void bytes_anySheet_areWhatTheJvmLaysOut() {
        Sheet sheet = SheetTest.owned();
        assertEquals(VM.current().sizeOf(sheet) + VM.current().sizeOf(sheet.words()), sheet.bytes(), 16);
        assertEquals(VM.current().sizeOf(new Sheet()), new Sheet().bytes(), 16);
    }

    /** Lognormal times, median 2 ms, sigma 1, on two processors. */
    @ParameterizedTest
    @CsvSource({"1, 300, 2500", "1, 1000000, 2500", "1, 20000000, 2600", "8, 300, 6000", "8, 1000000, 6000"})
    void recorder_afterManyTimes_occupiesNoMoreThan(int threads, int each, long most) throws InterruptedException {
        Sheets sheets = new Sheets(ServiceLevels.NONE, LatencyBudget.ofBytes(1 << 20), 2);
        var hold = new CountDownLatch(1);
        var done = new CountDownLatch(threads);
        List<Thread> alive = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int seed = t;
            Thread thread = new Thread(() -> {
                var random = new Random(seed);
                for (int i = 0; i < each; i++) {
                    sheets.record((long) (2e6 * Math.exp(random.nextGaussian())));
                }
                done.countDown();
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            alive.add(thread);
        }
        done.await();
        assertEquals((long) threads * each, sheets.snapshot().count());
        long bytes = footprint(sheets);
        hold.countDown();
        for (Thread thread : alive) {
            thread.join();
        }
        assertTrue(bytes <= most, () -> bytes + " bytes");
        assertEquals(bytes, sheets.bytes(), 100);
    }

    /** The recorder's own objects: not the threads, not the budget it shares with others. */
    private static long footprint(Sheets sheets) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        visit(sheets, seen);
        long bytes = 0;
        for (Object one : seen) {
            bytes += VM.current().sizeOf(one);
            if (one instanceof ReentrantLock) {
                bytes += 32; // its queue, closed to reflection
            }
        }
        return bytes + 24; // the recorder itself
    }

    private static void visit(Object one, Set<Object> seen) {
        if (one == null || one instanceof Thread || one instanceof LatencyBudget || one == ServiceLevels.NONE) {
            return;
        }
        if ((one instanceof Sheet && ((Sheet) one).isBlank()) || !seen.add(one)) {
            return;
        }
        if (one instanceof Object[]) {
            for (int i = 0; i < Array.getLength(one); i++) {
                visit(Array.get(one, i), seen);
            }
        }
        for (Class<?> type = one.getClass(); type.getName().startsWith("io.perftoolkit"); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    visit(read(field, one), seen);
                }
            }
        }
    }

    private static Object read(Field field, Object one) {
        try {
            field.setAccessible(true);
            return field.get(one);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
