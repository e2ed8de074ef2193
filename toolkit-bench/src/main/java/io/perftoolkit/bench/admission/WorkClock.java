package io.perftoolkit.bench.admission;

import java.util.ArrayList;
import java.util.List;

/** How much work passes in a stretch of time, where there are stretches in which things are slower or stand still. */
final class WorkClock {
    private final List<Stretch> stretches = new ArrayList<>();

    /** From one time to another, work goes on at a share of its speed. */
    void slow(long from, long to, double speed) {
        stretches.add(new Stretch(from, to, speed));
    }

    /** Milliseconds of work between two times. */
    double work(long from, long to) {
        double done = 0;
        long at = from;
        while (at < to) {
            long next = Math.min(to, changeAfter(at));
            done += speed(at) * (next - at);
            at = next;
        }
        return done / Simulation.MILLI;
    }

    /** When so many milliseconds of work are done. */
    long finish(long from, double millis) {
        double left = millis * Simulation.MILLI;
        long at = from;
        while (true) {
            long next = changeAfter(at);
            double speed = speed(at);
            if (speed > 0 && (next == Long.MAX_VALUE || left / speed <= next - at)) {
                return at + Math.max(1, (long) Math.ceil(left / speed));
            }
            left -= speed * (next - at);
            at = next;
        }
    }

    private double speed(long at) {
        double speed = 1;
        for (Stretch stretch : stretches) {
            if (at >= stretch.from && at < stretch.to) {
                speed = Math.min(speed, stretch.speed);
            }
        }
        return speed;
    }

    private long changeAfter(long at) {
        long next = Long.MAX_VALUE;
        for (Stretch stretch : stretches) {
            if (stretch.from > at) {
                next = Math.min(next, stretch.from);
            }
            if (stretch.to > at) {
                next = Math.min(next, stretch.to);
            }
        }
        return next;
    }

    private record Stretch(long from, long to, double speed) {}
}
