package io.perftoolkit.bench.league;

import io.perftoolkit.bench.control.ControlBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The readings of the control benchmarks, in the order of the run. */
final class Controls {
    /** Read once: a property of the processor, no thermometer. */
    static final String ATOMIC_ADD = "atomicAdd";

    /** Those that show a drifting machine. */
    static final List<String> THERMOMETERS = List.of("empty", "arithmetic", "nanoTime", "walk");

    /** As much as one core can do at once, by one thread and by two at once. */
    static final String WIDE = "wide";

    static final String WIDE_BY_TWO = "wideByTwo";

    /** Read where rows have several threads: whether the processors are cores of their own just then. */
    static final List<String> PAIR = List.of(WIDE, WIDE_BY_TWO);

    /** Every control; the names of the methods of {@link ControlBenchmark}, but for the one of two threads. */
    static final List<String> NAMES = Stream.of(THERMOMETERS, List.of(ATOMIC_ADD), PAIR)
            .flatMap(List::stream)
            .toList();

    /** Two threads on a core each need 1.0 of the time of one; on one core 1.3 to 2. */
    private static final double SHARED_CORE = 1.2;

    /**
     * By how much the readings around a row may differ. The walk depends on which pages the system hands out, and that
     * differs from JVM to JVM on a machine that stands still.
     */
    private static final Map<String, Double> TOLERANCE =
            Map.of("empty", 0.10, "arithmetic", 0.08, "nanoTime", 0.08, "walk", 0.20);

    /** Differences below this are the clock's own and the placement of the loop. */
    private static final double FLOOR_NANOS = 0.25;

    private final List<Reading> readings = new ArrayList<>();

    /**
     * One control in one fork.
     *
     * @param control its name
     * @param second of the run at which it ended
     * @param nanos time of one operation
     */
    record Reading(String control, double second, double nanos) {}

    /**
     * The strongest movement of a control around a row.
     *
     * @param control its name
     * @param share by how much the highest reading exceeds the lowest, 0 for not at all
     * @param tooMuch whether that is more than it may
     */
    record Drift(String control, double share, boolean tooMuch) {}

    /** The tolerances in words, in the order of the thermometers. */
    static String tolerances() {
        return THERMOMETERS.stream()
                .map(name -> name + " " + Units.percent(TOLERANCE.getOrDefault(name, 0.0)))
                .collect(Collectors.joining(", "));
    }

    static Trial trial(String control) {
        return control.equals(WIDE_BY_TWO)
                ? Trial.of("control.ControlBenchmark." + WIDE, Map.of(), 2)
                : Trial.of("control.ControlBenchmark." + control, Map.of(), 1);
    }

    void add(Reading reading) {
        readings.add(reading);
    }

    List<Reading> readings() {
        return List.copyOf(readings);
    }

    /** The mean of all readings of a control; empty if it was never read. */
    OptionalDouble mean(String control) {
        return readings.stream()
                .filter(r -> r.control.equals(control))
                .mapToDouble(Reading::nanos)
                .filter(Double::isFinite)
                .average();
    }

    /** The movement of that control which went furthest beyond its tolerance, from the readings around these forks. */
    Drift drift(List<Fork> forks) {
        Drift worst = new Drift("none", 0, false);
        double worstExcess = -1;
        for (Map.Entry<String, Double> limit : TOLERANCE.entrySet()) {
            List<Double> around = around(limit.getKey(), forks);
            double low = around.stream().min(Double::compare).orElse(1.0);
            double high = around.stream().max(Double::compare).orElse(1.0);
            double share = high / low - 1;
            double excess = share / limit.getValue();
            if (high - low <= FLOOR_NANOS) {
                excess = Math.min(excess, 1); // none of the machine's; must not hide the movement of another control
            }
            if (excess > worstExcess) {
                worstExcess = excess;
                worst = new Drift(limit.getKey(), share, excess > 1);
            }
        }
        return worst;
    }

    /**
     * How much longer two threads needed than one, around these forks, where that shows that they shared a core; empty
     * where they did not, or nobody looked.
     */
    OptionalDouble sharedCore(List<Fork> forks) {
        double one = around(WIDE, forks).stream().min(Double::compare).orElse(Double.NaN);
        double two = around(WIDE_BY_TWO, forks).stream().max(Double::compare).orElse(Double.NaN);
        return two / one > SHARED_CORE ? OptionalDouble.of(two / one) : OptionalDouble.empty();
    }

    /** The last reading before each fork and the first after it. */
    private List<Double> around(String control, List<Fork> forks) {
        var around = new ArrayList<Double>();
        for (Fork fork : forks) {
            Reading before = null;
            Reading after = null;
            for (Reading reading : readings) {
                if (reading.control.equals(control) && Double.isFinite(reading.nanos)) {
                    if (reading.second <= fork.fromSecond()) {
                        before = reading;
                    } else if (after == null && reading.second >= fork.toSecond()) {
                        after = reading;
                    }
                }
            }
            if (before != null) {
                around.add(before.nanos);
            }
            if (after != null) {
                around.add(after.nanos);
            }
        }
        return around;
    }
}
