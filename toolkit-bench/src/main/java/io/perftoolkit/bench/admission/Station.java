package io.perftoolkit.bench.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Where a request spends time inside the service. */
abstract class Station {
    final Simulation simulation;
    final WorkClock clock = new WorkClock();

    Station(Simulation simulation) {
        this.simulation = simulation;
    }

    /** A request comes in with so many milliseconds of demand; it is told when it may go on. */
    abstract void enter(double demand, Runnable onward);

    /** Processors that all requests share; beyond their number each further one costs some of the speed. */
    static final class Cores extends Station {
        private final int cores;
        private final double thrashing;
        private final PriorityQueue<Job> jobs = new PriorityQueue<>();
        private double served;
        private long last;
        private int version;

        Cores(Simulation simulation, int cores, double thrashing) {
            super(simulation);
            this.cores = cores;
            this.thrashing = thrashing;
        }

        @Override
        void enter(double demand, Runnable onward) {
            catchUp();
            jobs.add(new Job(served + demand, onward));
            schedule();
        }

        private double rate() {
            int n = jobs.size();
            return n == 0 ? 0 : Math.min(1.0, (double) cores / n) / (1 + thrashing * Math.max(0, n - cores));
        }

        private void catchUp() {
            long now = simulation.now();
            if (now > last) {
                served += rate() * clock.work(last, now);
                last = now;
            }
        }

        private void schedule() {
            int planned = ++version;
            if (!jobs.isEmpty()) {
                double need = Math.max(0, jobs.peek().ends - served) / rate();
                simulation.at(clock.finish(simulation.now(), need), () -> done(planned));
            }
        }

        private void done(int planned) {
            if (planned != version) {
                return;
            }
            catchUp();
            List<Runnable> leaving = new ArrayList<>(2);
            while (!jobs.isEmpty() && jobs.peek().ends <= served + 1e-9) {
                leaving.add(jobs.poll().onward);
            }
            schedule();
            leaving.forEach(Runnable::run);
        }

        private record Job(double ends, Runnable onward) implements Comparable<Job> {
            @Override
            public int compareTo(Job other) {
                return Double.compare(ends, other.ends);
            }
        }
    }

    /** A pool: so many at a time, the others wait in order. Handing over may cost more the more wait, as a hot lock does. */
    static final class Pool extends Station {
        private final int size;
        private final double convoy;
        private final ArrayDeque<Order> waiting = new ArrayDeque<>();
        private int busy;

        Pool(Simulation simulation, int size, double convoy) {
            super(simulation);
            this.size = size;
            this.convoy = convoy;
        }

        @Override
        void enter(double demand, Runnable onward) {
            Order order = new Order(demand, onward);
            if (busy < size) {
                start(order);
            } else {
                waiting.add(order);
            }
        }

        private void start(Order order) {
            busy++;
            double demand = order.demand + convoy * Math.min(10, waiting.size());
            simulation.at(clock.finish(simulation.now(), demand), () -> done(order));
        }

        private void done(Order order) {
            busy--;
            Order next = waiting.poll();
            if (next != null) {
                start(next);
            }
            order.onward.run();
        }

        private record Order(double demand, Runnable onward) {}
    }

    /** Waiting that nobody else prolongs: another service far away. */
    static final class Delay extends Station {
        Delay(Simulation simulation) {
            super(simulation);
        }

        @Override
        void enter(double demand, Runnable onward) {
            simulation.at(clock.finish(simulation.now(), demand), onward);
        }
    }
}
