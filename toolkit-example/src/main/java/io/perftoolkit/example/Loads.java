package io.perftoolkit.example;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings items into the cache: one load per id at a time, from Redis or else from PostgreSQL. Thread-safe; never waits. */
final class Loads implements AutoCloseable {
    /*
     * Newer wins: a write raises the floor of its id before it is acknowledged, and then replaces the cached item in a
     * step that is atomic for the id. A load keeps its item only if the floor allows it, asked within the same kind of
     * step, where it also sends the item to the second level. So an item that was read before the write either comes
     * first, and is replaced here and (commands keep their order) in Redis, or it is turned down. (WriteRaceTest)
     */
    private static final Logger LOG = LoggerFactory.getLogger(Loads.class);
    private static final int MOST_FLOORS = 100_000;
    private static final Duration REFRESH_PAUSE = Duration.ofMillis(100);
    private static final Duration SECOND_LEVEL_PAUSE = Duration.ofMillis(250);
    private static final Duration COMPLAINT_PAUSE = Duration.ofSeconds(5);

    private final ItemCache cache;
    private final SecondLevel second;
    private final ItemStore store;
    private final Lane lane;
    private final long deadlineNanos;
    private final Duration floorKept;
    private final Duration floorKeptWithoutSecondLevel;
    private final VersionFloors floors;
    private final LongSupplier ticker;
    private final ConcurrentMap<Long, Flight> flights = new ConcurrentHashMap<>();
    private final Pause secondLevelPause = new Pause(SECOND_LEVEL_PAUSE);
    private final Pause complaintPause = new Pause(COMPLAINT_PAUSE);

    Loads(ServiceConfig config, ItemCache cache, SecondLevel second, ItemStore store, LongSupplier ticker) {
        this.cache = cache;
        this.second = second;
        this.store = store;
        this.ticker = ticker;
        this.lane = new Lane("read", config.readConnections(), config.readQueue());
        this.deadlineNanos = config.readDeadline().toNanos();
        // Longer than any load lasts that was under way when the write was done.
        this.floorKept = config.readDeadline().multipliedBy(2).plusSeconds(8);
        this.floorKeptWithoutSecondLevel = floorKept.plus(config.secondLevelTtl());
        this.floors = new VersionFloors(MOST_FLOORS, config.secondLevelTtl());
    }

    /**
     * How a load ended.
     *
     * @param item what was found, the absent item included; {@code null} if it failed
     * @param source where it was found
     * @param readBeganNanos when
     * @param failure what to say if it failed
     */
    record Landed(@Nullable Item item, Answer.Source source, long readBeganNanos, Answer failure) {
        /** Whether another load may do better: this one was begun earlier or for a lesser reason. */
        boolean isWorthAnother() {
            return item == null && (failure == Answer.TOO_LATE || failure == SKIPPED);
        }
    }

    /** The end of a refresh that gave way to loads somebody waits for. */
    private static final Answer SKIPPED = Answer.text("text/plain", "skipped");

    /** Hands the end of the load of {@code id} to {@code waiter}, on any thread; joins one that is under way. */
    void join(long id, Consumer<Landed> waiter) {
        var mine = new Flight(id, false);
        Flight theirs = flights.putIfAbsent(id, mine);
        if (theirs == null) {
            mine.start();
        }
        (theirs == null ? mine : theirs).landed.thenAccept(waiter).exceptionally(this::complain);
    }

    /** Loads a stale item anew unless somebody does, or the lane is busy, or it has just been tried in vain. */
    void refresh(Item stale) {
        if (flights.containsKey(stale.id()) || !stale.mayRefresh(ticker.getAsLong())) {
            return;
        }
        var mine = new Flight(stale.id(), true);
        if (flights.putIfAbsent(stale.id(), mine) == null) {
            mine.landed
                    .thenAccept(landed -> {
                        if (landed.item() == null) {
                            stale.pauseRefresh(ticker.getAsLong() + REFRESH_PAUSE.toNanos());
                        }
                    })
                    .exceptionally(this::complain);
            mine.start();
        }
    }

    /** Whether a reader may be shown it now: a write may have been acknowledged since it was read. */
    boolean isAllowed(Item item, Landed landed) {
        return landed.source() == Answer.Source.DB
                ? floors.allowsRead(item, landed.readBeganNanos())
                : floors.allowsFound(item);
    }

    /** Makes a write visible: from the end of this call here, from the end of the stage for all. */
    CompletionStage<?> written(Item item) {
        floors.raise(item.id(), item.version(), floorKept);
        cache.offer(item, ours -> true);
        return removed(item.id(), item.version());
    }

    /** Forgets what is known of an id, because a write may or may not have been done. */
    void doubt(long id) {
        floors.raise(id, VersionFloors.UNKNOWN, floorKept);
        cache.forget(id);
        removed(id, VersionFloors.UNKNOWN);
    }

    private CompletionStage<?> removed(long id, long floor) {
        return safely(() -> second.deleteSoon(id)).handle((done, failure) -> {
            if (failure != null) {
                // The old value sits there until it expires; until then the floor must outlaw it.
                floors.raise(id, floor, floorKeptWithoutSecondLevel);
            }
            return done;
        });
    }

    /** Loads that wait for a thread. */
    int queued() {
        return lane.waiting();
    }

    @Override
    public void close() {
        lane.close();
    }

    /** A command that is refused at once may say so by throwing. */
    private static <T extends @Nullable Object> CompletionStage<T> safely(Supplier<CompletionStage<T>> command) {
        try {
            return command.get();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private @Nullable Void complain(Throwable failure) {
        if (complaintPause.isOver()) {
            complaintPause.begin();
            LOG.warn("loading items fails: {} (told at most every 5 s)", failure.toString());
        }
        return null;
    }

    /** One load of one id. */
    private final class Flight {
        private final long id;
        private final boolean refresh;
        private final long beganNanos = System.nanoTime();
        private final CompletableFuture<Landed> landed = new CompletableFuture<>();

        Flight(long id, boolean refresh) {
            this.id = id;
            this.refresh = refresh;
        }

        void start() {
            if (!secondLevelPause.isOver()) {
                askDatabase();
                return;
            }
            CompletionStage<@Nullable Item> answer = safely(() -> second.getSoon(id));
            answer.whenComplete((item, failure) -> {
                if (failure != null) {
                    secondLevelPause.begin();
                }
                if (item != null && floors.allowsFound(item)) {
                    land(new Landed(item, Answer.Source.L2, beganNanos, Answer.FAILED));
                } else {
                    askDatabase();
                }
            });
        }

        private void askDatabase() {
            if (refresh && lane.waiting() > 0) {
                fail(SKIPPED);
            } else if (!lane.submit(this::query)) {
                fail(refresh ? SKIPPED : Answer.OVERLOADED);
            }
        }

        private void query() {
            long began = System.nanoTime();
            long left = deadlineNanos - (began - beganNanos);
            if (left <= 0) {
                fail(Answer.TOO_LATE);
                return;
            }
            try {
                land(new Landed(store.find(id, left), Answer.Source.DB, began, Answer.FAILED));
            } catch (SQLException e) {
                boolean late = ItemStore.isTooLate(e);
                if (!late) {
                    complain(e);
                }
                fail(late ? Answer.TOO_LATE : Answer.UNAVAILABLE);
            } catch (RuntimeException e) {
                complain(e);
                fail(Answer.FAILED);
            }
        }

        private void land(Landed end) {
            Item item = end.item();
            if (item != null) {
                cache.offer(item, loaded -> {
                    boolean keep = isAllowed(loaded, end);
                    if (keep && end.source() == Answer.Source.DB && !loaded.isAbsent()) {
                        safely(() -> second.putSoon(loaded));
                    }
                    return keep;
                });
            }
            // After the cache is filled: who comes in between finds one or the other.
            flights.remove(id, this);
            landed.complete(end);
        }

        private void fail(Answer answer) {
            land(new Landed(null, Answer.Source.DB, beganNanos, answer));
        }
    }
}
