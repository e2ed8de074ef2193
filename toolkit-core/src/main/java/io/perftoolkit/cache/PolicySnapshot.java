package io.perftoolkit.cache;

import java.util.List;
import java.util.Map;

/**
 * What the eviction policy of a cache thinks at one moment.
 *
 * @param name the policy that steers now
 * @param switches how often the steering policy has changed
 * @param estimatedHitRatios what each policy that was tried would have hit, by its name, between 0 and 1; empty where
 *     nothing is tried
 * @param hottest the keys that would stay longest, best first
 * @param coldest the keys that would go first, the next to go at the front
 * @param <K> the type of the keys
 * @since 0.1
 */
public record PolicySnapshot<K>(
        String name, long switches, Map<String, Double> estimatedHitRatios, List<K> hottest, List<K> coldest) {

    /**
     * Copies what it is given.
     *
     * @param name the policy that steers now
     * @param switches how often the steering policy has changed
     * @param estimatedHitRatios what each policy that was tried would have hit, by its name
     * @param hottest the keys that would stay longest, best first
     * @param coldest the keys that would go first, the next to go at the front
     */
    public PolicySnapshot {
        estimatedHitRatios = Map.copyOf(estimatedHitRatios);
        hottest = List.copyOf(hottest);
        coldest = List.copyOf(coldest);
    }
}
