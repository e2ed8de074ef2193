package io.perftoolkit.cache;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what leaves a table, and tells the user's listener: queued under the lock of a key, told outside of any.
 *
 * <p>Thread-safe. One thread tells at a time, so values of one key are told in the order in which they left.
 */
final class RemovalQueue<K, V> implements Table.Removals<K, Object> {
    /*
     * Invariant: who queues an event sees to a drain afterwards (settle), and a drain that ends looks at the queue again,
     * so no event stays behind. Beyond LONGEST events a writer tries to help before it goes on; it waits a moment only,
     * because the one who tells now may be waiting for this very writer.
     */

    static final int LONGEST = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RemovalQueue.class);
    private static final long HELP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Counts counts;
    private final @Nullable RemovalListener<? super K, ? super V> listener;
    private final @Nullable Executor executor;

    private final Queue<Event<K, V>> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    private final AtomicBoolean drainSubmitted = new AtomicBoolean();
    private final ReentrantLock telling = new ReentrantLock();
    private final AtomicBoolean logged = new AtomicBoolean();

    /**
     * Creates an empty queue.
     *
     * @param counts where evictions are counted
     * @param listener who is told, or null
     * @param executor what runs the listener, or null for the threads that write
     */
    RemovalQueue(Counts counts, @Nullable RemovalListener<? super K, ? super V> listener, @Nullable Executor executor) {
        this.counts = counts;
        this.listener = listener;
        this.executor = executor;
    }

    private record Event<K, V>(K key, V value, RemovalCause cause) {}

    @Override
    public void removed(K key, Object raw, int weight, RemovalCause cause) {
        counts.evicted(cause, weight);
        if (listener != null && raw != Absent.MARK) {
            events.add(new Event<>(key, Entries.<V>unwrap(raw), cause));
            length.incrementAndGet();
        }
    }

    /** Sees to it that what was queued is told. Called after each write, outside of all locks. */
    void settle() {
        if (listener == null || length.get() == 0) {
            return;
        }
        if (executor == null) {
            drain(0);
        } else {
            submitDrain(executor);
            if (length.get() > LONGEST) {
                drain(HELP_NANOS);
            }
        }
    }

    private void submitDrain(Executor executor) {
        if (drainSubmitted.compareAndSet(false, true)) {
            try {
                executor.execute(() -> {
                    drainSubmitted.set(false);
                    drain(HELP_NANOS);
                });
            } catch (RejectedExecutionException e) {
                drainSubmitted.set(false);
                drain(HELP_NANOS);
            }
        }
    }

    private void drain(long patienceNanos) {
        while (length.get() > 0 && !telling.isHeldByCurrentThread() && tryTelling(patienceNanos)) {
            try {
                tellAll();
            } finally {
                telling.unlock();
            }
        }
    }

    private boolean tryTelling(long patienceNanos) {
        if (patienceNanos == 0) {
            return telling.tryLock();
        }
        try {
            return telling.tryLock(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return telling.tryLock();
        }
    }

    private void tellAll() {
        for (Event<K, V> event = events.poll(); event != null; event = events.poll()) {
            length.decrementAndGet();
            tell(event);
        }
    }

    @SuppressWarnings("PMD.AvoidCatchingThrowable") // whatever it throws, the events behind it must be told
    private void tell(Event<K, V> event) {
        if (listener == null) {
            return;
        }
        try {
            listener.removed(event.key, event.value, event.cause);
        } catch (Throwable e) {
            counts.raise(Counts.Kind.LISTENER_FAILURES);
            if (logged.compareAndSet(false, true)) {
                LOG.warn("A removal listener threw; further failures are counted, not logged", e);
            }
        }
    }
}
