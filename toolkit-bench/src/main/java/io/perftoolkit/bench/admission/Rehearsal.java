package io.perftoolkit.bench.admission;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs services under a step of load, 50, 150, 300 and 50 % of what they can do, ten seconds each, and prints what came of it. */
public final class Rehearsal {
    private static final double[] STEPS = {.5, 1.5, 3, .5};

    private Rehearsal() {}

    /** What became of one service behind one doorkeeper; means over seeds, the worst for the recovery. */
    record Row(
            String peer,
            String service,
            double cold50,
            double at150,
            double p99At150,
            double at300,
            double p99At300,
            double back50,
            double recovery,
            double limitAt150,
            double limitAt300) {}

    /**
     * Prints a table, {@code <seeds> <first seed> [peers, by commas] [services, by commas]}, or takes all figures of the page and
     * writes them down, {@code --write <directory> <seeds of ours> <seeds of the others> <first seed>}, where no seeds of the others keep
     * what is written of them, or makes the page anew from
     * what is written, {@code --render <directory>}; or lets real threads show the same for half a minute, {@code --live}; or puts the
     * reference service under overload for some minutes, {@code --service [directory of the page]}; or shows one load of that behind some
     * doors, {@code --look <doors, by commas, as fixed=64,adaptive=100ms> <requests/s that it bears> <load in percent of that>}.
     *
     * @param args as above
     * @throws Exception if a run failed or was interrupted, or the files cannot be written
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 1 && args[0].equals("--render")) {
            RehearsalPage.render(Path.of(args[1]));
            ServicePage.render(Path.of(args[1]));
            return;
        }
        if (args.length > 0 && (args[0].equals("--service") || args[0].equals("--look"))) {
            System.setProperty(
                    "org.slf4j.simpleLogger.defaultLogLevel", "off"); // what libraries say arrives as an exception
        }
        if (args.length == 4 && args[0].equals("--look")) {
            ServiceTrial.look(
                    Path.of("target", "admission-service"),
                    List.of(args[1].split(",", -1)),
                    Double.parseDouble(args[2]),
                    Double.parseDouble(args[3]) / 100,
                    System.out);
            return;
        }
        if (args.length > 0 && args[0].equals("--service")) {
            ServiceTrial.Result result = ServiceTrial.run(
                    Path.of("target", "admission-service"), ServiceTrial.DOORS, ServiceTrial.Scale.FULL, System.out);
            if (args.length > 1) {
                ServicePage.write(Path.of(args[1]), result);
            }
            System.out.print(ServicePage.page(ServicePage.lines(result)));
            return;
        }
        if (args.length == 1 && args[0].equals("--live")) {
            LiveTrial.print(LiveTrial.run(Duration.ofSeconds(4), Duration.ofSeconds(4)), System.out);
            return;
        }
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            if (args.length > 4 && args[0].equals("--write")) {
                write(
                        Path.of(args[1]),
                        Integer.parseInt(args[2]),
                        Integer.parseInt(args[3]),
                        Long.parseLong(args[4]),
                        pool);
            } else {
                table(args, pool);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void table(String[] args, ExecutorService pool) throws InterruptedException, ExecutionException {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        List<Peer> peers =
                args.length > 2 && !args[2].equals("all") ? named(Peer.values(), args[2]) : List.of(Peer.values());
        List<Service> services = args.length > 3 ? named(Service.values(), args[3]) : List.of(Service.values());
        List<Future<Row>> rows = new ArrayList<>();
        for (Peer peer : peers) {
            for (Service service : services) {
                rows.add(pool.submit(() -> step(peer, service, seeds, first)));
            }
        }
        print(rows, System.out);
    }

    private static void write(Path directory, int seedsOfOurs, int seeds, long first, ExecutorService pool)
            throws InterruptedException, ExecutionException, IOException {
        List<Future<Row>> rows = new ArrayList<>();
        List<Future<Disturbances.Row>> disturbed = new ArrayList<>();
        List<Peer> peers = seeds == 0 ? List.of(Peer.OURS) : List.of(Peer.values());
        for (Peer peer : peers) {
            int runs = peer == Peer.OURS ? seedsOfOurs : seeds;
            for (Service service : Service.values()) {
                rows.add(pool.submit(() -> step(peer, service, runs, first)));
            }
            disturbed.add(pool.submit(() -> Disturbances.of(
                    peer.toString(), (run, seed) -> peer.door(run.simulation, run.service, seed), runs, first)));
        }
        List<Future<GatedRuns.Row>> gated = new ArrayList<>();
        for (Peer peer : GatedRuns.PEERS.stream().filter(peers::contains).toList()) {
            for (int waiting : GatedRuns.WAITING) {
                gated.add(
                        pool.submit(() -> GatedRuns.of(peer, waiting, peer == Peer.OURS ? seedsOfOurs : seeds, first)));
            }
        }
        for (Service service : seeds == 0 ? List.<Service>of() : List.of(Service.values())) {
            rows.add(pool.submit(() -> bestFixed(service, seeds, first)));
        }
        RehearsalPage.write(directory, seedsOfOurs, seeds, first, all(rows), all(disturbed), all(gated));
        RehearsalPage.render(directory);
    }

    private static <T> List<T> all(List<Future<T>> futures) throws InterruptedException, ExecutionException {
        List<T> all = new ArrayList<>();
        for (Future<T> future : futures) {
            all.add(future.get());
        }
        return all;
    }

    /** The fixed limit that carries most, known in hindsight, with our queue in front of it. */
    private static Row bestFixed(Service service, int seeds, long first) {
        Row best = null;
        for (int limit : service.candidates()) {
            Row row = step(
                    "best-fixed", service, seeds, first, (run, seed) -> Peer.fixedWithQueue(run.simulation, limit));
            if (best == null || row.at150 + row.at300 > best.at150 + best.at300) {
                best = row;
            }
        }
        return Objects.requireNonNull(best);
    }

    static Row step(Peer peer, Service service, int seeds, long first) {
        return step(peer.toString(), service, seeds, first, (run, seed) -> peer.door(run.simulation, service, seed));
    }

    interface Keeper {
        Doorkeeper of(ServiceRun run, long seed);
    }

    static Row step(String name, Service service, int seeds, long first, Keeper keeper) {
        double[] sums = new double[8];
        double recovery = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            ServiceRun run = new ServiceRun(
                    service, seed, 40, 3, second -> STEPS[(int) Math.min(STEPS.length - 1, second / 10)]);
            run.run(keeper.of(run, seed));
            double[] figures = {
                run.goodput(0, 10),
                run.goodput(10, 20),
                run.percentile(.99, 10, 20),
                run.goodput(20, 30),
                run.percentile(.99, 20, 30),
                run.goodput(30, 40),
                run.meanLimit(12, 20),
                run.meanLimit(22, 30)
            };
            for (int i = 0; i < sums.length; i++) {
                sums[i] += figures[i] / seeds;
            }
            recovery = Math.max(recovery, run.recovery(30, 40));
        }
        return new Row(
                name,
                service.toString(),
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                sums[5],
                recovery,
                sums[6],
                sums[7]);
    }

    private static void print(List<Future<Row>> rows, PrintStream out) throws InterruptedException, ExecutionException {
        out.printf(
                "%-18s %-13s %6s %6s %6s %6s %6s %6s %5s %6s %6s%n",
                "peer", "service", "50", "150", "p99", "300", "p99", "50", "rec", "lim150", "lim300");
        String peer = "";
        double logs = 0;
        int n = 0;
        double worst = 9;
        for (Future<Row> future : rows) {
            Row row = future.get();
            if (!row.peer.equals(peer) && n > 0) {
                out.printf("%-18s geo %.3f worst %.3f%n", peer, Math.exp(logs / n), worst);
                logs = 0;
                n = 0;
                worst = 9;
            }
            peer = row.peer;
            logs += Math.log(Math.max(.001, row.at150)) + Math.log(Math.max(.001, row.at300));
            n += 2;
            worst = Math.min(worst, Math.min(row.at150, row.at300));
            out.printf(
                    "%-18s %-13s %6.3f %6.3f %6.1f %6.3f %6.1f %6.3f %5.1f %6.1f %6.1f%n",
                    row.peer,
                    row.service,
                    row.cold50,
                    row.at150,
                    row.p99At150,
                    row.at300,
                    row.p99At300,
                    row.back50,
                    row.recovery,
                    row.limitAt150,
                    row.limitAt300);
        }
        out.printf("%-18s geo %.3f worst %.3f%n", peer, Math.exp(logs / n), worst);
    }

    private static <E extends Enum<E>> List<E> named(E[] all, String names) {
        List<String> wanted = List.of(names.toLowerCase(Locale.ROOT).split(",", -1));
        List<E> found = new ArrayList<>();
        for (E one : all) {
            if (wanted.contains(one.toString())) {
                found.add(one);
            }
        }
        return found;
    }
}
