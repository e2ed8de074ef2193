package io.perftoolkit.bench.admission;

import java.util.List;
import java.util.function.Function;

/** The services that are simulated. The first ten are those that the rules were made with; the others were kept apart. */
@SuppressWarnings("ImmutableEnumChecker") // functions of what they are given, and of nothing else
enum Service {
    CPU(1000, 4, s -> List.of(cores(s, 4, 0)), s -> visits(0, s.logNormal(4, .5))),
    CPU_EXP(1000, 4, s -> List.of(cores(s, 4, 0)), s -> visits(0, s.exponential(4))),
    THRASH(1000, 4, s -> List.of(cores(s, 4, .02)), s -> visits(0, s.logNormal(4, .5))),
    BIMODAL(
            4000 / 2.45,
            4,
            s -> List.of(cores(s, 4, 0)),
            s -> visits(0, s.random.nextDouble() < .05 ? s.logNormal(30, .2) : s.logNormal(1, .5))),
    IO(
            1000,
            4,
            s -> List.of(cores(s, 4, 0), pool(s, 20, 0)),
            s -> visits(0, s.logNormal(.3, .5), 1, s.logNormal(20, .5))),
    MIXED(
            10 / (.3 * .020),
            4,
            s -> List.of(cores(s, 4, 0), pool(s, 10, 0)),
            s -> s.random.nextDouble() < .3
                    ? visits(0, s.logNormal(1, .5), 1, s.logNormal(20, .5), 0, s.logNormal(.5, .5))
                    : visits(0, s.logNormal(1.5, .5))),
    LOCK(
            2000,
            4,
            s -> List.of(cores(s, 4, 0), pool(s, 1, .02)),
            s -> visits(0, s.logNormal(.6, .5), 1, s.logNormal(.5, .5), 0, s.logNormal(.6, .5))),
    FAR(
            4000,
            4,
            s -> List.of(cores(s, 4, 0), new Station.Delay(s)),
            s -> visits(0, s.logNormal(.5, .5), 1, s.logNormal(50, .1), 0, s.logNormal(.5, .5))),
    FAST(10_000, 2, s -> List.of(cores(s, 2, 0)), s -> visits(0, s.logNormal(.2, .5))),
    SLOW(100, 2, s -> List.of(cores(s, 2, 0)), s -> visits(0, s.logNormal(20, .4))),
    APART_CPU8(4000, 8, s -> List.of(cores(s, 8, 0)), s -> visits(0, s.logNormal(2, 1))),
    APART_CHAIN(
            1250,
            4,
            s -> List.of(cores(s, 4, 0), pool(s, 10, 0), pool(s, 30, 0)),
            s -> visits(0, s.logNormal(.5, .5), 1, s.logNormal(8, .5), 2, s.logNormal(20, .4), 0, s.logNormal(.5, .5))),
    APART_GATEWAY(
            3000,
            4,
            s -> List.of(cores(s, 4, .005), new Station.Delay(s), pool(s, 60, 0)),
            s -> visits(
                    0, s.logNormal(.6, .5), 1, s.logNormal(12, .6), 2, s.logNormal(18, .5), 0, s.logNormal(.6, .5))),
    UNSEEN_POOL5(
            1000,
            2,
            s -> List.of(cores(s, 2, 0), pool(s, 5, 0)),
            s -> visits(0, s.logNormal(.2, .5), 1, s.logNormal(5, .7))),
    UNSEEN_EDGE(
            2000,
            2,
            s -> List.of(cores(s, 2, 0), new Station.Delay(s)),
            s -> visits(0, s.logNormal(.5, .5), 1, s.logNormal(75, .05), 0, s.logNormal(.5, .5))),
    UNSEEN_THRASH8(
            2000,
            8,
            s -> List.of(cores(s, 8, .01), new Station.Delay(s)),
            s -> visits(0, s.logNormal(2, .5), 1, s.logNormal(10, .5), 0, s.logNormal(2, .5))),
    LATER_CACHED(
            4000,
            4,
            s -> List.of(cores(s, 4, 0), pool(s, 15, 0)),
            s -> s.random.nextDouble() < .1
                    ? visits(0, s.logNormal(1, .5), 1, s.logNormal(25, .5))
                    : visits(0, s.logNormal(1, .5))),
    LATER_REMOTE(
            3000,
            4,
            s -> List.of(cores(s, 4, .002), new Station.Delay(s)),
            s -> visits(0, s.logNormal(.6, .5), 1, s.logNormal(60, .15), 0, s.logNormal(.6, .5)));

    /** Milliseconds within which an answer counts. */
    static final long OBJECTIVE_MILLIS = 100;

    /** Requests per second that the narrowest place can do. */
    final double capacity;

    final int cores;

    @SuppressWarnings("ImmutableEnumChecker") // the functions below hold nothing
    private final Function<Simulation, List<Station>> stations;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Simulation, double[]> demand;

    Service(
            double capacity,
            int cores,
            Function<Simulation, List<Station>> stations,
            Function<Simulation, double[]> demand) {
        this.capacity = capacity;
        this.cores = cores;
        this.stations = stations;
        this.demand = demand;
    }

    /** Fixed limits among which the best one lies. */
    int[] candidates() {
        return switch (this) {
            case CPU, CPU_EXP -> new int[] {4, 6, 8};
            case THRASH -> new int[] {4, 5};
            case BIMODAL -> new int[] {5, 6, 8};
            case IO -> new int[] {22, 24, 28};
            case MIXED -> new int[] {16, 20, 24};
            case LOCK -> new int[] {4, 5, 6};
            case FAR -> new int[] {220, 240, 260};
            case FAST -> new int[] {4, 20};
            case SLOW -> new int[] {2, 3};
            case APART_CPU8 -> new int[] {10, 16};
            case APART_CHAIN -> new int[] {44, 56};
            case APART_GATEWAY -> new int[] {100, 110, 130};
            case UNSEEN_POOL5 -> new int[] {6, 8};
            case UNSEEN_EDGE -> new int[] {150, 160};
            case UNSEEN_THRASH8 -> new int[] {24, 28, 32};
            case LATER_CACHED -> new int[] {8, 12, 16, 24, 32};
            case LATER_REMOTE -> new int[] {180, 190, 200, 220, 240};
        };
    }

    List<Station> stations(Simulation simulation) {
        return stations.apply(simulation);
    }

    /** In turn the number of a station and the milliseconds to spend there. */
    double[] visits(Simulation simulation) {
        return demand.apply(simulation);
    }

    private static double[] visits(double... stationsAndMillis) {
        return stationsAndMillis;
    }

    private static Station cores(Simulation simulation, int cores, double thrashing) {
        return new Station.Cores(simulation, cores, thrashing);
    }

    private static Station pool(Simulation simulation, int size, double convoy) {
        return new Station.Pool(simulation, size, convoy);
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
