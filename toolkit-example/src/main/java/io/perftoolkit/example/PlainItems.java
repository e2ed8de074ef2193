package io.perftoolkit.example;

import io.lettuce.core.RedisException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code plain} wiring: a thread per request, which waits wherever there is something to wait for. */
final class PlainItems implements Items {
    private static final Logger LOG = LoggerFactory.getLogger(PlainItems.class);

    private final ItemCache cache;
    private final SecondLevel second;
    private final ItemStore store;
    private final ServiceMetrics metrics;
    private final ExecutorService threads;

    private PlainItems(
            ItemCache cache, SecondLevel second, ItemStore store, ServiceMetrics metrics, int requestThreads) {
        this.cache = cache;
        this.second = second;
        this.store = store;
        this.metrics = metrics;
        var count = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(requestThreads, work -> {
            var thread = new Thread(work, "perftoolkit-example-request-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    static Items wire(
            ServiceConfig config,
            ServiceMetrics metrics,
            SecondLevel second,
            LongSupplier ticker,
            UnaryOperator<ItemStore> between) {
        ItemStore store = between.apply(HikariItemStore.withDefaults(config, metrics, ticker));
        var cache = new CaffeineItemCache(config.cacheEntries(), config.freshFor(), ticker);
        return new PlainItems(cache, second, store, metrics, config.requestThreads());
    }

    @Override
    public Executor requests() {
        return threads;
    }

    @Override
    public Executor chores() {
        return Runnable::run;
    }

    @Override
    public void get(long id, Exchange exchange) {
        try {
            var source = new Answer.Source[] {Answer.Source.L1};
            Item item = cache.get(id, missing -> load(missing, source));
            metrics.read(source[0]);
            exchange.reply(Answer.read(item, source[0]));
        } catch (StoreException e) {
            exchange.reply(failure(e.cause()));
        }
    }

    private Item load(long id, Answer.Source[] source) {
        try {
            Item item = second.get(id);
            if (item != null) {
                source[0] = Answer.Source.L2;
                return item;
            }
        } catch (RedisException e) {
            LOG.warn("reading from Redis failed: {}", e.toString());
        }
        source[0] = Answer.Source.DB;
        Item item;
        try {
            item = store.find(id, ItemStore.NO_LIMIT);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
        try {
            if (!item.isAbsent()) {
                second.put(item);
            }
        } catch (RedisException e) {
            LOG.warn("writing to Redis failed: {}", e.toString());
        }
        return item;
    }

    @Override
    public void put(long id, String name, Exchange exchange) {
        try {
            Item item = store.rename(id, name, ItemStore.NO_LIMIT);
            invalidate(id);
            exchange.reply(Answer.written(item));
        } catch (SQLException e) {
            invalidate(id);
            exchange.reply(failure(e));
        }
    }

    /**
     * Removes every value older than a write that has just been made. A load that began before the write is waited for
     * (first line), so what it put into Redis goes next; what was read from there in between goes last.
     */
    private void invalidate(long id) {
        cache.forget(id);
        try {
            second.delete(id);
        } catch (RedisException e) {
            LOG.warn("deleting from Redis failed: {}", e.toString());
        }
        cache.forget(id);
    }

    private static Answer failure(SQLException e) {
        LOG.warn("PostgreSQL failed: {}", e.toString());
        boolean unreachable = e instanceof SQLTransientException
                || (e.getSQLState() != null && e.getSQLState().matches("08.*|57P0."));
        return unreachable ? Answer.UNAVAILABLE : Answer.FAILED;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        store.close();
        second.close();
    }

    /** Carries the failure of a load through the cache. */
    @SuppressWarnings("serial")
    private static final class StoreException extends RuntimeException {
        private final SQLException cause;

        StoreException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        SQLException cause() {
            return cause;
        }
    }
}
