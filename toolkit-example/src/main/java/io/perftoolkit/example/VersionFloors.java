package io.perftoolkit.example;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;

/** The versions that recent writes have made: what is older must not be shown any more. Thread-safe. */
final class VersionFloors {
    /*
     * Invariant: after raise(id, v) has returned, and until its time is over, no value of id older than v is allowed,
     * unless it was read from the database after that. A value that was read before a write but arrives after it (the
     * fill race) would otherwise undo the invalidation. (WriteRaceTest)
     *
     * Bound: a floor is kept only as long as such a value can be on its way. If they are more than fit, the lost ones
     * are made good for by allowing nothing that was read before the loss. (VersionFloorsTest)
     */
    /** Higher than any version: after a write that may or may not have been done, only a new read tells. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final Cache<Long, Floor> floors;
    private final long lossNanos;
    private volatile boolean lost;
    private volatile long lostAtNanos;

    /**
     * @param most floors kept at one time
     * @param secondLevelKeeps how long an old value may sit in the second level
     */
    VersionFloors(int most, Duration secondLevelKeeps) {
        this.lossNanos = secondLevelKeeps.toNanos();
        this.floors = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfter(Expiry.<Long, Floor>writing((id, floor) -> floor.keep()))
                .evictionListener((id, floor, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        lostAtNanos = System.nanoTime();
                        lost = true;
                    }
                })
                .build();
    }

    /** Forbids what is older than {@code version}, for as long as {@code keep}. */
    void raise(long id, long version, Duration keep) {
        var floor = new Floor(version, System.nanoTime(), keep);
        floors.asMap()
                .merge(
                        id,
                        floor,
                        (old, raised) -> old.version() > raised.version() && old.version() != UNKNOWN ? old : raised);
    }

    /** Whether a value that was read from the database, in a read begun then, may still be shown. */
    boolean allowsRead(Item item, long readBeganNanos) {
        Floor floor = floors.getIfPresent(item.id());
        boolean newEnough = floor == null || item.version() >= floor.version();
        // The loss is looked at after the floor: it is told before the floor goes.
        boolean sureOfFloor = !lost || readBeganNanos - lostAtNanos > 0;
        return (newEnough && sureOfFloor) || (floor != null && readBeganNanos - floor.raisedAtNanos() > 0);
    }

    /** Whether a value found in the second level may still be shown. */
    boolean allowsFound(Item item) {
        Floor floor = floors.getIfPresent(item.id());
        boolean newEnough = floor == null || item.version() >= floor.version();
        return newEnough && !(lost && System.nanoTime() - lostAtNanos < lossNanos);
    }

    /** @param raisedAtNanos when the write was known to be done */
    private record Floor(long version, long raisedAtNanos, Duration keep) {}
}
