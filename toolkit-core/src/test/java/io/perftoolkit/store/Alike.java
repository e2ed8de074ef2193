package io.perftoolkit.store;

import java.util.concurrent.atomic.AtomicLong;

/** Keys that share a hash code, and count how often they are compared. */
record Alike(int hash, int number, AtomicLong comparisons) implements Comparable<Alike> {
    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object o) {
        comparisons.incrementAndGet();
        return o instanceof Alike other && other.hash == hash && other.number == number;
    }

    @Override
    public int compareTo(Alike other) {
        comparisons.incrementAndGet();
        return Integer.compare(number, other.number);
    }
}
