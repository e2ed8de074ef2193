package io.perftoolkit.bench.admission;

import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.Queue;
import java.time.Duration;
import java.util.List;

/** A door, and behind it a gate in front of the pool that three of ten requests need: how many may wait at the gate? */
final class GatedRuns {
    static final List<Peer> PEERS = List.of(Peer.OURS, Peer.GRADIENT2, Peer.FIXED_64);

    /** How many may wait; the last stands for no gate at all. */
    static final int[] WAITING = {2, 10, 30, Integer.MAX_VALUE};

    private static final int POOL = 10;
    private static final int POOL_STATION = 1;

    private GatedRuns() {}

    /** Answers in time as a share of what the service can do if every request is treated alike; means over seeds. */
    record Row(String peer, int waiting, double at150, double at300, double p99At150, double p99At300) {}

    static Row of(Peer peer, int waiting, int seeds, long first) {
        double[] sums = new double[4];
        for (long seed = first; seed < first + seeds; seed++) {
            ServiceRun run = new ServiceRun(Service.MIXED, seed, 20, 3, second -> second < 10 ? 1.5 : 3);
            if (waiting != Integer.MAX_VALUE) {
                run.gate(
                        POOL_STATION,
                        ConcurrencyLimit.fixed(POOL)
                                .queue(Queue.bounded(waiting, Duration.ofMillis(Service.OBJECTIVE_MILLIS)))
                                .ticker(run.simulation::now)
                                .build());
            }
            run.run(peer.door(run.simulation, run.service, seed));
            double[] figures = {
                run.goodput(0, 10), run.goodput(10, 20), run.percentile(.99, 0, 10), run.percentile(.99, 10, 20)
            };
            for (int i = 0; i < sums.length; i++) {
                sums[i] += figures[i] / seeds;
            }
        }
        return new Row(peer.toString(), waiting, sums[0], sums[1], sums[2], sums[3]);
    }
}
