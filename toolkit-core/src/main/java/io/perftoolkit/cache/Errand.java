package io.perftoolkit.cache;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One run of a loader on an executor, for flights that may lose all who wait for them.
 *
 * <p>Thread-safe. Flights that are lost before it runs are not loaded; when the last one is lost while it runs, its thread is
 * interrupted.
 */
final class Errand<K, V> implements Runnable {
    /*
     * Invariant: only this run is interrupted, never what its thread does afterwards: both the interrupt and the end of the
     * run happen under the lock, and the end takes back an interrupt that the loader has not met
     * (AbandonTest.abandoned_whileItRuns_interruptsNothingElse).
     */
    private final List<Flight<K, V>> flights;
    private final Source<K, V> source;
    private final Landings<K, V> landings;

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread runner;
    private boolean interrupted;

    Errand(List<Flight<K, V>> flights, Source<K, V> source, Landings<K, V> landings) {
        this.flights = flights;
        this.source = source;
        this.landings = landings;
        flights.forEach(flight -> flight.runBy(this));
    }

    @Override
    public void run() {
        lock.lock();
        try {
            runner = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            source.load(flights, landings, false);
        } finally {
            end();
        }
    }

    private void end() {
        lock.lock();
        try {
            runner = null;
            if (interrupted) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One of the flights was settled because nobody waits for it. */
    void lost() {
        if (!flights.stream().allMatch(Flight::isSettled)) {
            return;
        }
        lock.lock();
        try {
            if (runner != null && !interrupted) {
                interrupted = true;
                runner.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
