package io.perftoolkit.store;

import java.util.concurrent.ThreadLocalRandom;

/** How a store begins. The seed is secret: who knows it can choose keys that collide. */
record Sizing(int shards, long expectedSize, long seed) {
    private static final int MOST_SHARDS = 1 << 10;

    /** Four shards per processor let two writers in sixteen meet at most where every processor writes. */
    static int defaultShards() {
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.min(128, Integer.highestOneBit(4 * processors - 1) << 1);
    }

    static Sizing of(int shards, long expectedSize) {
        if (shards <= 0 || shards > MOST_SHARDS) {
            throw new IllegalArgumentException("shards must be from 1 to " + MOST_SHARDS + ": " + shards);
        }
        if (expectedSize < 0) {
            throw new IllegalArgumentException("expectedSize must not be negative: " + expectedSize);
        }
        int power = shards == 1 ? 1 : Integer.highestOneBit(shards - 1) << 1;
        return new Sizing(power, expectedSize, ThreadLocalRandom.current().nextLong());
    }

    int span(int greatest) {
        return Math.min(greatest, Table.spanFor((double) expectedSize / shards));
    }
}
