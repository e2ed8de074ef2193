package io.perftoolkit.bench.prove.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees who uses the processors while a lane is loaded: the service, the rest of the run, and everybody else.
 *
 * <p>Reads every tenth of a second on a thread of its own. Where the system does not tell (no {@code /proc}), the
 * shares are -1 and the CPU time of the service comes from the process handle.
 */
public final class MachineWatch implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ProcFs proc;
    private final ProcessHandle service;
    private final long[] others;
    private final int processors;
    private final Thread thread;
    private final Reading first;
    private volatile Reading last;
    private volatile boolean over;

    /** What had been used at a moment, in ticks; -1 if the system does not tell. */
    private record Reading(long nanoTime, long busy, long stolen, long ours, double serviceSeconds) {}

    /**
     * What was found.
     *
     * @param wallSeconds how long it looked
     * @param serviceCpuSeconds of the service, -1 if unknown
     * @param foreignShare of the machine used by none of ours, stolen time included, 0 to 1, or -1 if unknown
     * @param stolenShare of the machine that a hypervisor gave to others, 0 to 1, or -1 if unknown
     */
    public record Found(double wallSeconds, double serviceCpuSeconds, double foreignShare, double stolenShare) {}

    MachineWatch(ProcFs proc, ProcessHandle service, long[] others, int processors) {
        this.proc = proc;
        this.service = service;
        this.others = Arrays.copyOf(others, others.length);
        this.processors = processors;
        this.first = read();
        this.last = first;
        this.thread = new Thread(this::watch, "perftoolkit-prove-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!over) {
            LockSupport.parkNanos(PERIOD_NANOS);
            last = read();
        }
    }

    private Reading read() {
        ProcFs.Machine machine = proc.machine();
        long serviceTicks = proc.ticks(service.pid(), true);
        long ours = Math.max(0, serviceTicks);
        for (long pid : others) {
            ours += Math.max(0, proc.treeTicks(pid));
        }
        return new Reading(System.nanoTime(), machine.busy(), machine.stolen(), ours, serviceSeconds(serviceTicks));
    }

    private double serviceSeconds(long ticks) {
        if (ticks >= 0) {
            return (double) ticks / ProcFs.TICKS_PER_SECOND;
        }
        return service.info().totalCpuDuration().map(Duration::toNanos).orElse(-1L) / 1e9;
    }

    /**
     * Ends the watch.
     *
     * @return what it found since its beginning
     */
    public Found stop() {
        over = true;
        Reading end = service.isAlive() ? read() : last;
        double wall = (end.nanoTime - first.nanoTime) / 1e9;
        double capacity = wall * processors * ProcFs.TICKS_PER_SECOND;
        if (end.busy < 0 || first.busy < 0) {
            return new Found(wall, serviceUse(end), -1, -1);
        }
        double stolen = (end.stolen - first.stolen) / capacity;
        double foreign = (end.busy - first.busy - (end.ours - first.ours)) / capacity;
        return new Found(wall, serviceUse(end), Math.max(0, foreign) + stolen, stolen);
    }

    private double serviceUse(Reading end) {
        return end.serviceSeconds < 0 || first.serviceSeconds < 0 ? -1 : end.serviceSeconds - first.serviceSeconds;
    }

    @Override
    public void close() {
        over = true;
        LockSupport.unpark(thread);
    }
}
