package io.perftoolkit.bench.admission;

import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time: what happens next, and chance from a seed. The same seed gives the same run. */
final class Simulation {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(1024);
    private long now;
    private long sequence;

    Simulation(long seed) {
        random = new Random(seed);
    }

    long now() {
        return now;
    }

    /** Lets something happen at a time; what is due at the same instant happens in the order of the calls. */
    void at(long time, Runnable what) {
        events.add(new Event(Math.max(now, time), sequence++, what));
    }

    void run(long until) {
        while (!events.isEmpty() && events.peek().time <= until) {
            Event next = events.poll();
            now = next.time;
            next.what.run();
        }
    }

    double logNormal(double mean, double sigma) {
        return mean * Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    }

    double exponential(double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    private record Event(long time, long sequence, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return time == other.time ? Long.compare(sequence, other.sequence) : Long.compare(time, other.time);
        }
    }
}
