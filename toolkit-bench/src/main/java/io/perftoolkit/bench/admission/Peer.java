package io.perftoolkit.bench.admission;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import io.perftoolkit.admission.ConcurrencyLimit;
import io.perftoolkit.admission.Queue;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Who is compared. The rules of concurrency-limits are its own classes, told the simulated times. */
enum Peer {
    OURS,
    FIXED_64_QUEUE,
    GRADIENT2,
    GRADIENT2_WINDOWED,
    VEGAS,
    VEGAS_WINDOWED,
    AIMD,
    ENVOY,
    FIXED_16,
    FIXED_64;

    Doorkeeper door(Simulation simulation, Service service, long seed) {
        return switch (this) {
            case OURS -> ours(simulation, service);
            case FIXED_64_QUEUE -> fixedWithQueue(simulation, 64);
            case GRADIENT2 -> peer(simulation, Gradient2Limit.newDefault());
            case GRADIENT2_WINDOWED ->
                peer(simulation, WindowedLimit.newBuilder().build(Gradient2Limit.newDefault()));
            case VEGAS -> peer(simulation, VegasLimit.newDefault());
            case VEGAS_WINDOWED -> peer(simulation, WindowedLimit.newBuilder().build(VegasLimit.newDefault()));
            case AIMD ->
                peer(
                        simulation,
                        AIMDLimit.newBuilder()
                                .timeout(Service.OBJECTIVE_MILLIS, TimeUnit.MILLISECONDS)
                                .build());
            case ENVOY -> new PeerDoor(simulation, new Envoy(seed));
            case FIXED_16 -> fixed(simulation, 16);
            case FIXED_64 -> fixed(simulation, 64);
        };
    }

    /** Our adaptive limit. It is told what a process knows: its processors and the objective. */
    static Doorkeeper ours(Simulation simulation, Service service) {
        return new OurDoor(ConcurrencyLimit.adaptive(Duration.ofMillis(Service.OBJECTIVE_MILLIS))
                .initialLimit(2 * service.cores)
                .minLimit(service.cores)
                .ticker(simulation::now)
                .build());
    }

    /** A fixed limit with our queue; the best of them, known in hindsight, is what is attainable. */
    static Doorkeeper fixedWithQueue(Simulation simulation, int limit) {
        return new OurDoor(ConcurrencyLimit.fixed(limit)
                .objective(Duration.ofMillis(Service.OBJECTIVE_MILLIS))
                .queue(Queue.budget())
                .ticker(simulation::now)
                .build());
    }

    private static Doorkeeper fixed(Simulation simulation, int limit) {
        return new OurDoor(ConcurrencyLimit.fixed(limit).ticker(simulation::now).build());
    }

    private static Doorkeeper peer(Simulation simulation, Limit limit) {
        return new PeerDoor(simulation, new PeerDoor.Rule() {
            @Override
            public int limit() {
                return limit.getLimit();
            }

            @Override
            public void sample(long start, long took, int inFlight) {
                limit.onSample(start, Math.max(1, took), inFlight, false);
            }
        });
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
