package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Collects flights of single keys until a window is over or enough are there, and sends them off together.
 *
 * <p>Thread-safe. No user code runs under its lock.
 */
final class Gathering<K, V> {
    private final long windowNanos;
    private final int most;
    private final Later later;
    private final Consumer<List<Flight<K, V>>> send;

    private final ReentrantLock lock = new ReentrantLock();
    private List<Flight<K, V>> gathered = new ArrayList<>();
    private long batch;

    /**
     * Creates an empty gathering.
     *
     * @param windowNanos how long the first flight of a batch waits for others
     * @param most how many go together
     * @param later runs the end of a window
     * @param send takes a batch; lands its flights on another thread
     */
    Gathering(long windowNanos, int most, Later later, Consumer<List<Flight<K, V>>> send) {
        this.windowNanos = windowNanos;
        this.most = most;
        this.later = later;
        this.send = send;
    }

    void add(List<Flight<K, V>> flights) {
        for (Flight<K, V> flight : flights) {
            add(flight);
        }
    }

    private void add(Flight<K, V> flight) {
        List<Flight<K, V>> full = List.of();
        long opened = -1;
        lock.lock();
        try {
            gathered.add(flight);
            if (gathered.size() >= most) {
                full = take();
            } else if (gathered.size() == 1) {
                opened = batch;
            }
        } finally {
            lock.unlock();
        }
        if (!full.isEmpty()) {
            send.accept(full);
        } else if (opened >= 0) {
            long number = opened;
            try {
                var unused = later.after(windowNanos, () -> end(number));
            } catch (RuntimeException e) { // a scheduler that refuses must strand nobody
                end(number);
            }
        }
    }

    /** The window of a batch is over; if it was full before, it has left. */
    private void end(long number) {
        List<Flight<K, V>> due = List.of();
        lock.lock();
        try {
            if (batch == number) {
                due = take();
            }
        } finally {
            lock.unlock();
        }
        if (!due.isEmpty()) {
            send.accept(due);
        }
    }

    private List<Flight<K, V>> take() {
        List<Flight<K, V>> taken = gathered;
        gathered = new ArrayList<>();
        batch++;
        return taken;
    }
}
