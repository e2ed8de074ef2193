package io.perftoolkit.task;

import io.perftoolkit.count.StripedCounter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tasks threw and nobody caught: counted, and handed to the handler. */
final class Errors {
    final StripedCounter count = new StripedCounter();
    private final Thread.UncaughtExceptionHandler handler;
    private final Log log;

    /** Without a handler it logs the first of each class of exceptions in a minute. */
    Errors(Thread.@Nullable UncaughtExceptionHandler handler, LongSupplier ticker) {
        this.log = new Log(ticker);
        this.handler = handler == null ? log : handler;
    }

    void caught(Thread thread, Throwable error) {
        count.increment();
        try {
            handler.uncaughtException(thread, error);
        } catch (Throwable broken) { // a handler must not end the worker either
            log.uncaughtException(thread, broken);
        }
    }

    private static final class Log implements Thread.UncaughtExceptionHandler {
        private static final Logger LOG = LoggerFactory.getLogger(WorkStealingScheduler.class);
        private static final long MINUTE = 60_000_000_000L;
        private static final int CLASSES = 64;

        private final LongSupplier ticker;
        private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

        Log(LongSupplier ticker) {
            this.ticker = ticker;
        }

        @Override
        public void uncaughtException(Thread thread, Throwable error) {
            String kind = error.getClass().getName();
            Line line = lines.get(kind);
            if (line == null) {
                String key = lines.size() < CLASSES ? kind : "others";
                line = lines.computeIfAbsent(key, k -> new Line(ticker.getAsLong() - MINUTE));
            }
            long silent = line.take(ticker.getAsLong());
            if (silent >= 0) {
                LOG.error(
                        "Uncaught in {}; {} more of this class since the last such line",
                        thread.getName(),
                        silent,
                        error);
            }
        }
    }

    private static final class Line {
        private final AtomicLong lastNanos;
        private final AtomicLong silent = new AtomicLong();

        Line(long lastNanos) {
            this.lastNanos = new AtomicLong(lastNanos);
        }

        /** How many were passed over since the last line; -1 if this one is to be passed over, too. */
        long take(long now) {
            long last = lastNanos.get();
            if (now - last >= Log.MINUTE && lastNanos.compareAndSet(last, now)) {
                return silent.getAndSet(0);
            }
            silent.incrementAndGet();
            return -1;
        }
    }
}
