package io.perftoolkit.bench.hitratio;

import java.util.Arrays;

/** Evicts what was asked for longest ago. For keys from 0 to a known bound, linked through two arrays. */
final class Lru {
    private static final int ABSENT = -2;
    private static final int END = -1;

    private final int capacity;
    private final int[] newer;
    private final int[] older;
    private int newest = END;
    private int oldest = END;
    private int size;

    Lru(int capacity, int keys) {
        this.capacity = capacity;
        this.newer = new int[keys];
        this.older = new int[keys];
        Arrays.fill(older, ABSENT);
    }

    /** Asks for a key, and keeps it if it was missing. */
    boolean request(int key) {
        boolean hit = older[key] != ABSENT;
        if (hit) {
            unlink(key);
        } else if (size == capacity) {
            int victim = oldest;
            unlink(victim);
            older[victim] = ABSENT;
        } else {
            size++;
        }
        link(key);
        return hit;
    }

    private void link(int key) {
        older[key] = newest;
        newer[key] = END;
        if (newest == END) {
            oldest = key;
        } else {
            newer[newest] = key;
        }
        newest = key;
    }

    private void unlink(int key) {
        if (newer[key] == END) {
            newest = older[key];
        } else {
            older[newer[key]] = older[key];
        }
        if (older[key] == END) {
            oldest = newer[key];
        } else {
            newer[older[key]] = newer[key];
        }
    }
}
