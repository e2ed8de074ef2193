package io.perftoolkit.bench.admission;

import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.Permit;
import io.perftoolkit.admission.Priority;
import io.perftoolkit.deadline.Deadline;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** One service under one load, from an empty start. Figures are kept by tenth of a second of arrival. */
final class ServiceRun {
    private static final long BIN = 100 * Simulation.MILLI;
    private static final long TICK = 10 * Simulation.MILLI;
    private static final long OBJECTIVE = Service.OBJECTIVE_MILLIS * Simulation.MILLI;

    final Simulation simulation;
    final Service service;
    final List<Station> stations;
    private final long end;
    private final double peakLoad;
    private final DoubleUnaryOperator load;
    private final double[] lanes;
    private final long[] offered;
    private final long[] good;
    private final long[][] laneOffered = new long[3][];
    private final long[][] laneGood = new long[3][];
    private final double[] limits;
    private final float[][] times;
    private final int[] answered;
    private Doorkeeper door = new Nobody();
    private @Nullable ConcurrencyLimit gate;
    private int gatedStation = -1;

    /**
     * Describes a run.
     *
     * @param load the offered share of the capacity at a second
     * @param lanes shares of the lanes, adding up to 1
     */
    ServiceRun(Service service, long seed, int seconds, double peakLoad, DoubleUnaryOperator load, double... lanes) {
        this.service = service;
        simulation = new Simulation(seed);
        stations = service.stations(simulation);
        end = seconds * Simulation.SECOND;
        this.peakLoad = peakLoad;
        this.load = load;
        this.lanes = lanes;
        int bins = seconds * 10 + 20;
        offered = new long[bins];
        good = new long[bins];
        limits = new double[bins];
        times = new float[bins][64];
        answered = new int[bins];
        for (int lane = 0; lane < 3; lane++) {
            laneOffered[lane] = new long[bins];
            laneGood[lane] = new long[bins];
        }
    }

    /** Who goes to a station needs a permit of a gate, too. */
    ServiceRun gate(int station, ConcurrencyLimit limit) {
        gatedStation = station;
        gate = limit;
        return this;
    }

    ServiceRun run(Doorkeeper keeper) {
        door = keeper;
        simulation.at(1, this::arrival);
        simulation.at(TICK, this::tick);
        simulation.run(end + Simulation.SECOND);
        return this;
    }

    /** Answers in time of those who came within these seconds, as a share of what came or could be done. */
    double goodput(double from, double to) {
        double best = 0;
        double done = 0;
        for (int i = bin(from); i < bin(to); i++) {
            best += offered[i];
            done += good[i];
        }
        return done / Math.min(best, service.capacity * (to - from));
    }

    /** Answers in time as a share of all that came. */
    double served(double from, double to) {
        return share(good, offered, from, to);
    }

    double served(int lane, double from, double to) {
        return share(laneGood[lane], laneOffered[lane], from, to);
    }

    /** Of those who were answered at all, in milliseconds. */
    double percentile(double p, double from, double to) {
        int n = 0;
        for (int i = bin(from); i < bin(to); i++) {
            n += answered[i];
        }
        float[] all = new float[n];
        int at = 0;
        for (int i = bin(from); i < bin(to); i++) {
            System.arraycopy(times[i], 0, all, at, answered[i]);
            at += answered[i];
        }
        Arrays.sort(all);
        return n == 0 ? 0 : all[Math.min(n - 1, (int) (p * n))];
    }

    double meanLimit(double from, double to) {
        double sum = 0;
        for (int i = bin(from); i < bin(to); i++) {
            sum += limits[i];
        }
        return sum / (bin(to) - bin(from));
    }

    /** Seconds until, for a second, nearly all who come in each fifth of a second are served; the rest if never. */
    double recovery(double from, double to) {
        for (int i = bin(from); i < bin(to) - 10; i++) {
            boolean well = true;
            for (int j = i; j < i + 10 && well; j++) {
                well = good[j] + good[j + 1] >= 0.93 * (offered[j] + offered[j + 1]);
            }
            if (well) {
                return (i - bin(from)) / 10.0;
            }
        }
        return to - from;
    }

    private void arrival() {
        long now = simulation.now();
        if (now >= end) {
            return;
        }
        double most = peakLoad * service.capacity / Simulation.SECOND;
        if (simulation.random.nextDouble() * peakLoad < load.applyAsDouble((double) now / Simulation.SECOND)) {
            Request request = new Request(now, lane());
            offered[request.bin]++;
            laneOffered[request.lane][request.bin]++;
            door.arrive(request);
        }
        simulation.at(now + 1 + (long) simulation.exponential(1 / most), this::arrival);
    }

    private void tick() {
        door.tick();
        limits[bin(simulation.now())] = door.limit();
        if (simulation.now() < end) {
            simulation.at(simulation.now() + TICK, this::tick);
        }
    }

    private int lane() {
        if (lanes.length == 0) {
            return 1;
        }
        double x = simulation.random.nextDouble();
        return x < lanes[0] ? 0 : x < lanes[0] + lanes[1] ? 1 : 2;
    }

    private void answered(Request request) {
        long took = simulation.now() - request.arrived;
        int bin = request.bin;
        if (answered[bin] == times[bin].length) {
            times[bin] = Arrays.copyOf(times[bin], 2 * answered[bin]);
        }
        times[bin][answered[bin]++] = (float) took / Simulation.MILLI;
        if (took <= OBJECTIVE) {
            good[bin]++;
            laneGood[request.lane][bin]++;
        }
        door.done(request);
    }

    private static double share(long[] some, long[] all, double from, double to) {
        double part = 0;
        double whole = 0;
        for (int i = bin(from); i < bin(to); i++) {
            part += some[i];
            whole += all[i];
        }
        return part / Math.max(1, whole);
    }

    private static int bin(double second) {
        return (int) Math.round(second * 10);
    }

    private static int bin(long nanos) {
        return (int) (nanos / BIN);
    }

    private final class Request implements Doorkeeper.Visit {
        final long arrived;
        final int bin;
        final int lane;
        private final double[] visits = service.visits(simulation);
        private int next;

        Request(long arrived, int lane) {
            this.arrived = arrived;
            this.bin = bin(arrived);
            this.lane = lane;
        }

        @Override
        public int lane() {
            return lane;
        }

        @Override
        public void begin() {
            if (next == visits.length) {
                answered(this);
            } else {
                int station = (int) visits[next];
                double demand = visits[next + 1];
                next += 2;
                if (station == gatedStation) {
                    enterGated(stations.get(station), demand);
                } else {
                    stations.get(station).enter(demand, this::begin);
                }
            }
        }

        private void enterGated(Station station, double demand) {
            var unused = Objects.requireNonNull(gate)
                    .acquireAsync(Priority.NORMAL, Deadline.NONE, Runnable::run)
                    .whenComplete((permit, refused) -> {
                        if (permit == null) {
                            door.turnedAway(this);
                        } else {
                            station.enter(demand, () -> {
                                permit.closeAs(Permit.Outcome.SUCCEEDED);
                                begin();
                            });
                        }
                    });
        }

        @Override
        public void refuse() {}
    }

    private static final class Nobody implements Doorkeeper {
        @Override
        public void arrive(Visit visit) {}

        @Override
        public void done(Visit visit) {}

        @Override
        public void turnedAway(Visit visit) {}

        @Override
        public double limit() {
            return 0;
        }
    }
}
