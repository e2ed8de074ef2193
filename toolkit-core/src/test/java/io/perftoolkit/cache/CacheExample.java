package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.perftoolkit.deadline.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class CacheExample {
    private record User(String id, int bytes) {}

    private static User find(String id) {
        return new User(id, 100);
    }

    private static Map<String, User> findAll(Set<String> ids) {
        Map<String, User> users = new TreeMap<>();
        ids.forEach(id -> users.put(id, find(id)));
        return users;
    }

    @Test
    void cache() {
        // @start region="cache"
        Cache<String, User> users = Cache.ofCapacity(100_000);

        User ada = users.get("ada", id -> find(id)); // loads once, however many ask at once
        User same = users.get("ada"); // null if it is not there
        users.put("ada", new User("ada", 200));
        users.remove("ada");
        double hitRatio = users.stats().hitRatio();
        // @end
        assertEquals(ada, same);
        assertEquals(.5, hitRatio);
    }

    @Test
    void loading() {
        // @start region="loading"
        LoadingCache<String, User> users = Cache.<String, User>builder()
                .capacity(100_000)
                .freshness(Freshness.of(Duration.ofMinutes(5)).staleFor(Duration.ofMinutes(1)))
                .negative(Duration.ofSeconds(10))
                .loading(id -> find(id));

        User ada = users.get("ada");
        User bob = users.get("bob", Deadline.after(Duration.ofMillis(200)));
        Map<String, User> both = users.getAll(List.of("ada", "bob"));
        // @end
        assertEquals(Map.of("ada", ada, "bob", bob), both);
    }

    @Test
    void builder() {
        List<String> events = new ArrayList<>();
        // @start region="builder"
        Cache<String, User> users = Cache.<String, User>builder()
                .weight(64 << 20, (id, user) -> user.bytes())
                .expireAfterWrite(Duration.ofMinutes(10))
                .jitter(0.1) // written together, they do not expire together
                .onRemoval((id, user, cause) -> events.add(cause + " " + id))
                .build();
        // @end
        users.put("ada", find("ada"));
        users.clear();
        assertEquals(List.of("EXPLICIT ada"), events);
    }

    @Test
    void freshness() {
        // @start region="freshness"
        LoadingCache<String, User> users = Cache.<String, User>builder()
                .capacity(100_000)
                .freshness((id, user) -> Freshness.of(Duration.ofMinutes(5))
                        .refreshAhead(Duration.ofSeconds(30)) // in use: refreshed before it is stale
                        .staleFor(Duration.ofMinutes(1)) // served at once, refreshed in the background
                        .onErrorFor(Duration.ofHours(1))) // served if the source is down
                .loading(id -> find(id));

        Inspection<User> ada = users.getInspected("ada");
        if (ada != null && ada.phase() == Freshness.Phase.ON_ERROR) {
            throw new IllegalStateException("users are " + ada.age() + " old", ada.failure());
        }
        // @end
        assertNotNull(ada);
    }

    @Test
    void bulk() {
        // @start region="bulk"
        LoadingCache<String, User> users = Cache.<String, User>builder()
                .capacity(100_000)
                .batch(Duration.ofMillis(1), 64) // single misses go together
                .loading(BulkLoader.of(ids -> findAll(ids)));

        User ada = users.get("ada");
        // @end
        assertEquals("ada", ada.id());
    }

    @Test
    void over() {
        // @start region="over"
        var caffeine = Caffeine.newBuilder().maximumSize(10_000).recordStats().<String, User>build();
        Cache<String, User> users = Cache.over(
                caffeine.asMap(),
                () -> CacheStats.of(
                        caffeine.stats().hitCount(),
                        caffeine.stats().missCount(),
                        caffeine.stats().evictionCount(),
                        caffeine.estimatedSize()));
        // @end
        assertNull(users.get("ada"));
        users.put("ada", find("ada"));
        assertNotNull(caffeine.getIfPresent("ada"));
    }

    @Test
    void configure() {
        // @start region="configure"
        LoadingCache<String, User> users = Cache.<String, User>builder()
                .configure(Map.of(
                        "capacity", "100000",
                        "fresh", "5m",
                        "stale", "60s",
                        "on-error", "1h",
                        "jitter", "0.1"))
                .loading(id -> find(id));
        // @end
        assertEquals(100_000, users.cache().capacity());
        assertFalse(users.cache().asMap().containsKey("ada"));
    }

    @Test
    void map() {
        Cache<String, Integer> counts = Cache.ofCapacity(100);
        // @start region="map"
        counts.asMap().merge("ada", 1, Integer::sum); // atomic; writers of other keys do not wait
        counts.asMap().computeIfPresent("ada", (id, count) -> count > 9 ? null : count + 1);
        // @end
        assertEquals(2, counts.get("ada"));
    }

    @Test
    void careful() {
        // @start region="careful"
        LoadingCache<String, User> users = Cache.<String, User>builder()
                .capacity(100_000)
                .backOff(Duration.ofMillis(100), Duration.ofSeconds(10)) // keys that fail rest
                .batch(Duration.ofMillis(1), 64)
                .isolate(true) // a key that makes a bulk load throw fails alone
                .cancelAbandoned(true) // nobody waits any more: the load ends
                .loading(BulkLoader.of(ids -> findAll(ids)));
        // @end
        assertEquals("ada", users.get("ada").id());
    }

    @Test
    void prompt() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        List<String> events = new ArrayList<>();
        // @start region="prompt"
        Cache<String, User> sessions = Cache.<String, User>builder()
                .capacity(100_000)
                .freshness((id, user) -> Freshness.of(Duration.ofMinutes(user.bytes())))
                .touching() // each use begins its time anew
                .promptExpiry(Duration.ofMillis(10))
                .scheduler(scheduler)
                .onRemoval((id, user, cause) -> events.add(cause + " " + id)) // though nobody calls
                .build();
        // @end
        sessions.put("ada", find("ada"));
        sessions.close();
        scheduler.shutdownNow();
        assertEquals(List.of("EXPLICIT ada"), events);
    }

    @Test
    void coarse() {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        // @start region="coarse"
        CoarseTicker clock = CoarseTicker.every(Duration.ofMillis(1), scheduler);
        Cache<String, User> users = Cache.<String, User>builder()
                .capacity(100_000)
                .expireAfterAccess(Duration.ofMinutes(10))
                .ticker(clock)
                .build();
        // @end
        users.put("ada", find("ada"));
        assertNotNull(users.get("ada"));
        users.close();
        clock.close();
        scheduler.shutdownNow();
    }
}
