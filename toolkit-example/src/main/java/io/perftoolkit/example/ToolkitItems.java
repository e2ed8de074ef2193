package io.perftoolkit.example;

import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code toolkit} wiring: hits are answered where they arrive, all else is bounded and ends by its deadline.
 *
 * <p>Two cost classes. A hit costs its event loop a look-up. A miss waits for the one load of its id, and only loads take
 * room in the read lane; writes have a lane and connections of their own. So hits never wait for misses, nor reads for
 * writes, and whoever finds no room is refused at once.
 */
final class ToolkitItems implements Items {
    private static final Logger LOG = LoggerFactory.getLogger(ToolkitItems.class);

    private final ServiceConfig config;
    private final ServiceMetrics metrics;
    private final ItemCache cache;
    private final Loads loads;
    private final SecondLevel second;
    private final ItemStore reads;
    private final ItemStore writes;
    private final LongSupplier ticker;
    private final long freshNanos;
    private final long staleNanos;
    private final Lane writeLane;
    private final Lane choreLane = new Lane("chore", 1, 4);
    private final AtomicInteger waiting = new AtomicInteger();

    private ToolkitItems(
            ServiceConfig config,
            ServiceMetrics metrics,
            SecondLevel second,
            ItemStore reads,
            ItemStore writes,
            LongSupplier ticker) {
        this.config = config;
        this.metrics = metrics;
        this.second = second;
        this.reads = reads;
        this.writes = writes;
        this.ticker = ticker;
        this.cache =
                new CaffeineItemCache(config.cacheEntries(), config.freshFor().plus(config.staleFor()), ticker);
        this.loads = new Loads(config, cache, second, reads, ticker);
        this.freshNanos = config.freshFor().toNanos();
        this.staleNanos = freshNanos + config.staleFor().toNanos();
        this.writeLane = new Lane("write", config.writeConnections(), config.writeQueue());
        metrics.gauge("items.reads.waiting", "Reads that wait for a load", waiting::get);
        metrics.gauge("items.loads.queued", "Loads that wait for a thread", loads::queued);
        metrics.gauge("items.writes.queued", "Writes that wait for a thread", writeLane::waiting);
    }

    static Items wire(
            ServiceConfig config,
            ServiceMetrics metrics,
            SecondLevel second,
            LongSupplier ticker,
            UnaryOperator<ItemStore> between) {
        ItemStore reads = HikariItemStore.bounded(
                "reads", config.readConnections(), config.readDeadline(), config, metrics, ticker);
        ItemStore writes = HikariItemStore.bounded(
                "writes", config.writeConnections(), config.writeDeadline(), config, metrics, ticker);
        return new ToolkitItems(config, metrics, second, between.apply(reads), between.apply(writes), ticker);
    }

    @Override
    public Executor requests() {
        return Runnable::run;
    }

    @Override
    public Executor chores() {
        return choreLane;
    }

    @Override
    public void get(long id, Exchange exchange) {
        Item item = cache.peek(id);
        long age = item == null ? Long.MAX_VALUE : item.ageNanos(ticker.getAsLong());
        if (item != null && age < freshNanos) {
            show(item, Answer.Source.L1, exchange);
        } else if (item != null && age < staleNanos) {
            show(item, Answer.Source.STALE, exchange);
            loads.refresh(item);
        } else if (waiting.incrementAndGet() > config.readWaiting()) {
            waiting.decrementAndGet();
            exchange.reply(Answer.OVERLOADED);
        } else {
            exchange.limit(config.readDeadline(), Answer.TOO_LATE);
            await(id, exchange);
        }
    }

    private void await(long id, Exchange exchange) {
        loads.join(id, landed -> {
            Item item = landed.item();
            boolean shown = item != null && loads.isAllowed(item, landed);
            boolean again = item != null ? !shown : landed.isWorthAnother();
            if (again && !exchange.isOver() && exchange.leftNanos(config.readDeadline()) > 0) {
                await(id, exchange);
                return;
            }
            // Counted until here even if the client is gone, because the load has held the exchange until now.
            waiting.decrementAndGet();
            if (item != null && shown) {
                show(item, landed.source(), exchange);
            } else {
                exchange.reply(again ? Answer.TOO_LATE : landed.failure());
            }
        });
    }

    private void show(Item item, Answer.Source source, Exchange exchange) {
        metrics.read(source);
        exchange.reply(Answer.read(item, source));
    }

    @Override
    public void put(long id, String name, Exchange exchange) {
        exchange.limit(config.writeDeadline(), Answer.TOO_LATE);
        if (!writeLane.submit(() -> write(id, name, exchange))) {
            exchange.reply(Answer.OVERLOADED);
        }
    }

    /** Nothing is begun for a client that is gone or has been told that it is too late. */
    private void write(long id, String name, Exchange exchange) {
        long left = exchange.leftNanos(config.writeDeadline());
        if (exchange.isOver() || left <= 0) {
            return;
        }
        try {
            Item item = writes.rename(id, name, left);
            if (item.isAbsent()) {
                exchange.reply(Answer.NO_SUCH_ITEM);
            } else {
                loads.written(item).whenComplete((done, failure) -> exchange.reply(Answer.written(item)));
            }
        } catch (SQLException e) {
            boolean late = ItemStore.isTooLate(e);
            if (!late) {
                loads.doubt(id);
            }
            exchange.reply(late ? Answer.TOO_LATE : Answer.UNAVAILABLE);
        } catch (RuntimeException e) {
            LOG.error("a write failed", e);
            loads.doubt(id);
            exchange.reply(Answer.FAILED);
        }
    }

    @Override
    public void close() {
        choreLane.close();
        writeLane.close();
        loads.close();
        reads.close();
        writes.close();
        second.close();
    }
}
