package io.perftoolkit.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A program whose live set is known: it keeps 40 MiB, and 16 MiB of middle-aged objects that are promoted and then die.
 * First it stays flat, then it leaks slowly. It prints what the monitor made of both.
 */
final class LiveSetChild {
    private static final int MIB = 1 << 20;
    static final int KEPT_MIB = 40;
    static final int RING_MIB = 16;

    private static final int CHUNK = 16 << 10;
    private static final List<byte[]> KEPT = new ArrayList<>();
    private static final byte[][] RING = new byte[RING_MIB * MIB / CHUNK][];
    private static volatile Object sink;
    private static int at;

    private LiveSetChild() {}

    public static void main(String[] args) {
        keep(KEPT_MIB);
        churn(RING.length); // the ring is full from here on
        flat(Integer.parseInt(args[0]));
        leak();
    }

    private static MemoryMonitor monitor() {
        return MemoryMonitor.builder()
                .tick(Duration.ofMillis(5))
                .warmUp(Duration.ofMillis(200))
                .leakSpan(Duration.ofMillis(500))
                .leakHorizon(Duration.ofMinutes(1))
                .build();
    }

    /** Until so many collections told the live set: how much, and whether anything was suspected. */
    private static void flat(int collections) {
        long lowest = Long.MAX_VALUE;
        long highest = 0;
        int suspicions = 0;
        try (MemoryMonitor monitor = monitor()) {
            long deadline = System.nanoTime() + Duration.ofSeconds(12).toNanos();
            while (monitor.stats().liveSet().collected() < collections && System.nanoTime() - deadline < 0) {
                churn(400);
                MemoryStats stats = monitor.stats();
                suspicions += stats.suspicions().isEmpty() ? 0 : 1;
                if (stats.liveSet().collected() > 4) { // by then all that lives has reached the pool
                    lowest = Math.min(lowest, stats.liveSet().bytes());
                    highest = Math.max(highest, stats.liveSet().bytes());
                }
            }
            MemoryStats.LiveSet live = monitor.stats().liveSet();
            System.out.println("flat pool=" + live.pool() + " collected=" + live.collected() + " lowest=" + lowest / MIB
                    + " highest=" + highest / MIB + " suspicions=" + suspicions);
        }
    }

    /** Until it is suspected, or 70 MiB more are gone. */
    private static void leak() {
        try (MemoryMonitor monitor = monitor()) {
            MemoryAccount account = monitor.account("leak");
            int leaked = 0;
            while (leaked < 70 * MIB / CHUNK && !suspected(monitor)) {
                KEPT.add(new byte[CHUNK]);
                account.recordAllocation(CHUNK);
                leaked++;
                churn(60);
            }
            String found = monitor.stats().suspicions().stream()
                    .filter(suspicion -> suspicion.subject().equals("live set"))
                    .findFirst()
                    .map(suspicion -> "points=" + suspicion.points().size() + " p=" + suspicion.probability()
                            + " accounts=" + suspicion.risingAccounts())
                    .orElse("nothing");
            System.out.println("leak found=" + found + " after " + leaked * (CHUNK / 1024) + " KiB and "
                    + monitor.stats().liveSet().collected() + " collections");
        }
    }

    private static boolean suspected(MemoryMonitor monitor) {
        return monitor.stats().suspicions().stream()
                .anyMatch(suspicion -> suspicion.subject().equals("live set"));
    }

    private static void keep(int mib) {
        for (int i = 0; i < mib * MIB / CHUNK; i++) {
            KEPT.add(new byte[CHUNK]);
        }
    }

    /** Garbage of two ages: most dies at once, the ring dies old. Leaves the collector time to work beside it. */
    private static void churn(int chunks) {
        for (int i = 0; i < chunks; i++) {
            RING[at] = new byte[CHUNK];
            at = (at + 1) % RING.length;
            sink = new byte[CHUNK / 2];
        }
        LockSupport.parkNanos(500_000);
    }
}
