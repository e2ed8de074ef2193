package io.perftoolkit.cache;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which expert steers a table: hears of a sample of the uses, and lets a {@link Duel} decide.
 *
 * <p>Thread-safe. {@link #used} hardly ever waits for memory and never for a lock: the uses of a few threads are gathered
 * in a ring, and played back by whoever fills it, if no other one is playing.
 */
final class Steering {
    /*
     * Ordering: rings are written without any: two threads that share one may overwrite what the other wrote, and a ring
     * that is full while another one plays is forgotten. Both lose samples, of which there are enough. The expert is a
     * constant that many read plainly and that changes seldom.
     *
     * Layout: a ring has padding on both sides; which one a thread takes follows from its id.
     */
    private static final int SHADOW = 256;

    /** Shadows of so many keys or fewer know them all: a sample of most of them would hardly be smaller. */
    private static final int FULL_SHADOW = 384;

    private static final int SAMPLING = 0x2c1b3c6d;
    private static final int RING = 64;
    private static final int COUNT = PaddedLongs.index(0);
    private static final int RING_FIRST = PaddedLongs.index(1);
    private static final int RINGS =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReferenceArray<long[]> rings = new AtomicReferenceArray<>(RINGS);

    private final SlotTable<?, ?> table;
    private Expert expert = Expert.REUSE;

    /** A key is in the sample if its mixed hash is below this; Integer.MIN_VALUE while there is no duel. */
    private int sample = Integer.MIN_VALUE;

    // Guarded by lock.
    private @Nullable Duel duel;
    private long entries;
    private long switches;

    Steering(SlotTable<?, ?> table) {
        this.table = table;
    }

    Expert expert() {
        return expert;
    }

    /** A use of a key: that it was put, or read and worth counting. */
    void used(int hash) {
        if (hash * SAMPLING < sample) {
            gather(hash);
        }
    }

    private void gather(int hash) {
        int place = (int) Thread.currentThread().getId() & (RINGS - 1);
        long[] ring = rings.getPlain(place);
        if (ring == null) {
            ring = PaddedLongs.allocate(1 + RING);
            rings.setRelease(place, ring);
        }
        int count = (int) ring[COUNT];
        ring[RING_FIRST + (count & (RING - 1))] = hash;
        ring[COUNT] = count + 1L;
        if ((count & (RING - 1)) == RING - 1) {
            play(ring);
        }
    }

    private void play(long[] ring) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            Duel duel = this.duel;
            if (duel == null) {
                return;
            }
            Expert best = expert;
            for (int i = RING_FIRST; i < RING_FIRST + RING; i++) {
                best = duel.access((int) ring[i]);
            }
            if (best != expert) {
                switches++;
                expert = best;
                table.follow(best);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Begins a duel once it is worth it, and begins another one when the number of entries has become quite another. */
    void review(long bound, long weight, long size) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            double expected = weight == 0 ? size : (double) bound * size / weight;
            boolean early = size == 0 || (duel == null && size < Math.min(SHADOW, expected / 8));
            if (early || (duel != null && expected < 2.0 * entries && 2.0 * expected > entries)) {
                return;
            }
            entries = (long) expected;
            long shadow = expected <= FULL_SHADOW ? entries : SHADOW;
            duel = new Duel((int) Math.max(4, shadow), expert);
            double share = Math.min(1, shadow / expected);
            sample = (int) (Integer.MIN_VALUE + share * (1L << Integer.SIZE) - 1);
        } finally {
            lock.unlock();
        }
    }

    long switches() {
        lock.lock();
        try {
            return switches;
        } finally {
            lock.unlock();
        }
    }

    Map<Expert, Double> estimatedHitRatios() {
        lock.lock();
        try {
            Duel duel = this.duel;
            return duel == null ? Map.of() : duel.estimatedHitRatios();
        } finally {
            lock.unlock();
        }
    }
}
