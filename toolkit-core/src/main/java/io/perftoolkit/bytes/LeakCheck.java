package io.perftoolkit.bytes;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds slabs and windows that do not come back: the chunk was not closed, or the chunker was not. Thread-safe. */
final class LeakCheck {
    /*
     * A block that its filler still fills is no leak, however long its source pauses, unless the filler is garbage. So each block knows
     * its filler weakly, and the pool is the only one that holds the block (LeakTest).
     */

    private static final Logger LOG = LoggerFactory.getLogger(SlabPool.class);

    private final Settings settings;
    private final Tally tally;
    private final Set<Block> watched = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tenancies = new AtomicInteger();
    private final AtomicBoolean listenerFailed = new AtomicBoolean();

    LeakCheck(Settings settings, Tally tally) {
        this.settings = settings;
        this.tally = tally;
    }

    /** A tenancy begins. */
    void began(Block block, WeakReference<Feed> filler) {
        if (settings.leakAfterNanos() == 0) {
            return;
        }
        block.filler = filler;
        block.sinceNanos = settings.ticker().getAsLong();
        block.origin = tenancies.getAndIncrement() % settings.leakSampling() == 0
                ? new Throwable("pulled by " + Thread.currentThread().getName())
                : null;
        block.reported = false;
        watched.add(block);
    }

    void ended(Block block) {
        if (settings.leakAfterNanos() != 0) {
            watched.remove(block);
        }
    }

    /** Looks at all that is out, and reports what it finds. Not under the lock of the pool: it calls the listener. */
    void look() {
        if (settings.leakAfterNanos() == 0) {
            return;
        }
        List<LeakedSlab> found = new ArrayList<>(0);
        long now = settings.ticker().getAsLong();
        for (Block block : watched) {
            long age = now - block.sinceNanos;
            WeakReference<Feed> filler = block.filler;
            boolean forgotten = filler != null && filler.get() == null && !block.isRetired();
            if (age >= settings.leakAfterNanos() && (block.isRetired() || forgotten) && block.report()) {
                found.add(new LeakedSlab(settings.name(), Duration.ofNanos(age), block.origin, forgotten));
            }
        }
        found.forEach(this::report);
    }

    private void report(LeakedSlab leak) {
        tally.leaked.increment();
        LOG.warn(
                "{}: a slab is out for {} ms because a {} was not closed{}",
                settings.name(),
                leak.age().toMillis(),
                leak.forgotten() ? "chunker" : "chunk",
                leak.stack() == null ? "" : "; where it was pulled:",
                leak.stack());
        Consumer<? super LeakedSlab> listener = settings.onLeak();
        if (listener != null) {
            try {
                settings.leakExecutor().execute(() -> tell(listener, leak));
            } catch (RejectedExecutionException e) { // shut down, or full: a leak is rare and worth this thread's time
                tell(listener, leak);
            }
        }
    }

    private void tell(Consumer<? super LeakedSlab> listener, LeakedSlab leak) {
        try {
            listener.accept(leak);
        } catch (RuntimeException e) {
            if (listenerFailed.compareAndSet(false, true)) {
                LOG.warn("{}: onLeak failed; further failures are not logged", settings.name(), e);
            }
        }
    }
}
