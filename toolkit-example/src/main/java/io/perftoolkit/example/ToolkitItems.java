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
    private final Turnstile turnstile;

    private ToolkitItems(
            ServiceConfig config,
            ServiceMetrics metrics,
            Turnstile turnstile,
            SecondLevel second,
            ItemStore reads,
            ItemStore writes,
            LongSupplier ticker) {
        this.config = config;
        this.metrics = metrics;
        this.turnstile = turnstile;
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
            Turnstile turnstile,
            SecondLevel second,
            LongSupplier ticker,
            UnaryOperator<ItemStore> between) {
        ItemStore reads = HikariItemStore.bounded(
                "reads", config.readConnections(), config.readDeadline(), config, metrics, ticker);
        ItemStore writes = HikariItemStore.bounded(
                "writes", config.writeConnections(), config.writeDeadline(), config, metrics, ticker);
        return new ToolkitItems(
                config, metrics, turnstile, second, between.apply(reads), between.apply(writes), ticker);
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
        } else {
            turnstile.enter(exchange, config.readDeadline(), visit -> miss(id, visit));
        }
    }

    private void miss(long id, Turnstile.Visit visit) {
        if (waiting.incrementAndGet() > config.readWaiting()) {
            waiting.decrementAndGet();
            visit.end(Answer.OVERLOADED);
        } else {
            visit.exchange().limit(config.readDeadline(), Answer.TOO_LATE);
            await(id, visit);
        }
    }

    private void await(long id, Turnstile.Visit visit) {
        Exchange exchange = visit.exchange();
        loads.join(id, landed -> {
            Item item = landed.item();
            boolean shown = item != null && loads.isAllowed(item, landed);
            boolean again = item != null ? !shown : landed.isWorthAnother();
            if (again && !exchange.isOver() && exchange.leftNanos(config.readDeadline()) > 0) {
                await(id, visit);
                return;
            }
            // Counted until here even if the client is gone, because the load has held the exchange until now.
            waiting.decrementAndGet();
            if (item != null && shown) {
                metrics.read(landed.source());
                visit.end(Answer.read(item, landed.source()));
            } else {
                visit.end(again ? Answer.TOO_LATE : landed.failure());
            }
        });
    }

    private void show(Item item, Answer.Source source, Exchange exchange) {
        metrics.read(source);
        exchange.reply(Answer.read(item, source));
    }

    @Override
    public void put(long id, String name, Exchange exchange) {
        turnstile.enter(exchange, config.writeDeadline(), visit -> {
            exchange.limit(config.writeDeadline(), Answer.TOO_LATE);
            if (!writeLane.submit(() -> write(id, name, visit))) {
                visit.end(Answer.OVERLOADED);
            }
        });
    }

    /** Nothing is begun for a client that is gone or has been told that it is too late. */
    private void write(long id, String name, Turnstile.Visit visit) {
        long left = visit.exchange().leftNanos(config.writeDeadline());
        if (visit.exchange().isOver() || left <= 0) {
            visit.end(Answer.TOO_LATE);
            return;
        }
        try {
            Item item = writes.rename(id, name, left);
            if (item.isAbsent()) {
                visit.end(Answer.NO_SUCH_ITEM);
            } else {
                loads.written(item).whenComplete((done, failure) -> visit.end(Answer.written(item)));
            }
        } catch (SQLException e) {
            boolean late = ItemStore.isTooLate(e);
            if (!late) {
                loads.doubt(id);
            }
            visit.end(late ? Answer.TOO_LATE : Answer.UNAVAILABLE);
        } catch (RuntimeException e) {
            LOG.error("a write failed", e);
            loads.doubt(id);
            visit.end(Answer.FAILED);
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
