package io.perftoolkit.bench.admission;

import java.util.function.DoubleUnaryOperator;

/** What else happens to services: bursts, stalls, slow dependencies, quiet times that end, and lanes. */
final class Disturbances {
    private static final long S = Simulation.SECOND;

    private final Rehearsal.Keeper keeper;
    private final int seeds;
    private final long first;

    private Disturbances(Rehearsal.Keeper keeper, int seeds, long first) {
        this.keeper = keeper;
        this.seeds = seeds;
        this.first = first;
    }

    /** Means over seeds; the worst of them for what is told in seconds. */
    record Row(
            String peer,
            double burst,
            double slowDependency,
            double stallRecovery,
            double jump,
            double microBursts,
            double critical150,
            double normal150,
            double sheddable150,
            double critical300,
            double normal300,
            double sheddable300) {}

    static Row of(String name, Rehearsal.Keeper keeper, int seeds, long first) {
        return new Disturbances(keeper, seeds, first).row(name);
    }

    private Row row(String name) {
        double[] sums = new double[10];
        double recovery = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            ServiceRun burst = run(Service.CPU, seed, 40, 1.8, t -> t % 5 > 4.5 ? 1.8 : .6);
            ServiceRun slow = new ServiceRun(Service.CPU, seed, 30, .8, t -> .8);
            slow.stations.get(0).clock.slow(10 * S, 20 * S, 1 / 3.0);
            slow.run(keeper.of(slow, seed));
            ServiceRun stall = new ServiceRun(Service.IO, seed, 30, .8, t -> .8);
            stall.stations.get(1).clock.slow(10 * S, 12 * S, 0);
            stall.run(keeper.of(stall, seed));
            ServiceRun jump = run(Service.IO, seed, 40, .9, t -> t < 30 ? .02 : .9);
            ServiceRun micro = run(Service.CPU, seed, 30, 20, t -> t % .5 < .004 ? 20 : .4);
            ServiceRun over = run(Service.CPU, seed, 20, 1.5, t -> 1.5, .2, .6, .2);
            ServiceRun far = run(Service.CPU, seed, 20, 3, t -> 3, .2, .6, .2);
            double[] figures = {
                burst.served(2, 39.5),
                slow.served(10, 20) * .8 * 3, // of what a third of the speed can do
                jump.served(30, 32),
                micro.served(2, 29),
                over.served(0, 3, 19),
                over.served(1, 3, 19),
                over.served(2, 3, 19),
                far.served(0, 3, 19),
                far.served(1, 3, 19),
                far.served(2, 3, 19)
            };
            for (int i = 0; i < sums.length; i++) {
                sums[i] += figures[i] / seeds;
            }
            recovery = Math.max(recovery, stall.recovery(12, 29));
        }
        return new Row(
                name, sums[0], sums[1], recovery, sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8],
                sums[9]);
    }

    private ServiceRun run(
            Service service, long seed, int seconds, double peak, DoubleUnaryOperator load, double... lanes) {
        ServiceRun run = new ServiceRun(service, seed, seconds, peak, load, lanes);
        return run.run(keeper.of(run, seed));
    }
}
