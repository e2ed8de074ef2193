package io.perftoolkit.bench.hitratio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.bench.traces.Trace;
import io.perftoolkit.bench.traces.Traces;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The two yardsticks, against the JDK and against every choice there is. */
class PoliciesTest {
    @Test
    void lru_everyRequest_hitsWhenALinkedHashMapInAccessOrderDoes() {
        var random = new SplittableRandom(11);
        for (int capacity : new int[] {1, 2, 7, 40}) {
            var lru = new Lru(capacity, 60);
            Map<Integer, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
            for (int i = 0; i < 20_000; i++) {
                int key = Math.min(random.nextInt(60), random.nextInt(60));
                boolean hit = map.put(key, key) != null;
                if (map.size() > capacity) {
                    map.remove(map.keySet().iterator().next());
                }
                assertEquals(hit, lru.request(key), "request " + i + ", capacity " + capacity);
            }
        }
    }

    @Test
    void optimum_ofSmallTraces_isTheBestOfAllChoices() {
        var random = new SplittableRandom(12);
        for (int round = 0; round < 300; round++) {
            int keys = 2 + random.nextInt(5);
            Trace trace = RandomTraces.of(random, keys, 12);
            for (int capacity = 1; capacity <= 3; capacity++) {
                assertEquals(best(trace, 0, Set.of(), capacity), Optimum.hits(trace, capacity), trace.toString());
            }
        }
    }

    @Test
    void optimum_ofRealTraces_isNoWorseThanLru() {
        for (Trace trace : Traces.sample()) {
            for (int capacity : trace.capacities()) {
                var lru = new Lru(capacity, trace.keys());
                long hits = 0;
                for (int at = 0; at < trace.length(); at++) {
                    hits += lru.request(trace.key(at)) ? 1 : 0;
                }
                assertTrue(hits <= Optimum.hits(trace, capacity), trace + " " + capacity);
            }
        }
    }

    @Test
    void optimum_withRoomForAll_missesEachKeyOnce() {
        for (Trace trace : Traces.sample()) {
            assertEquals(trace.length() - trace.keys(), Optimum.hits(trace, trace.keys()));
        }
    }

    /** Tries each victim at each miss. */
    private static long best(Trace trace, int at, Set<Integer> kept, int capacity) {
        if (at == trace.length()) {
            return 0;
        }
        int key = trace.key(at);
        if (kept.contains(key)) {
            return 1 + best(trace, at + 1, kept, capacity);
        }
        Set<Integer> with = new HashSet<>(kept);
        with.add(key);
        if (kept.size() < capacity) {
            return best(trace, at + 1, with, capacity);
        }
        long best = 0;
        for (int victim : kept) {
            Set<Integer> without = new HashSet<>(with);
            without.remove(victim);
            best = Math.max(best, best(trace, at + 1, without, capacity));
        }
        return best;
    }
}
