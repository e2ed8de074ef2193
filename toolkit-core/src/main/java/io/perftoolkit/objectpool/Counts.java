package io.perftoolkit.objectpool;

import io.perftoolkit.count.CounterGroup;
import io.perftoolkit.count.StripedCounter;

/** What is counted beside the epochs of the slots, which count the leases. */
final class Counts {
    private final CounterGroup group = new CounterGroup(15);
    final StripedCounter thrownAway = group.counter(0);
    final StripedCounter missed = group.counter(1);
    final StripedCounter exhausted = group.counter(2);
    final StripedCounter outOfTime = group.counter(3);
    final StripedCounter interrupted = group.counter(4);
    final StripedCounter failed = group.counter(5);
    final StripedCounter created = group.counter(6);
    final StripedCounter destroyed = group.counter(7);
    final StripedCounter creationFailures = group.counter(8);
    final StripedCounter callbackFailures = group.counter(9);
    final StripedCounter invalid = group.counter(10);
    final StripedCounter expired = group.counter(11);
    final StripedCounter leaked = group.counter(12);
    final StripedCounter lost = group.counter(13);
    final StripedCounter lateWakeUps = group.counter(14);

    /** In the order in which they stand here, and in {@link ObjectPoolStats}. */
    long[] sums() {
        return group.sums();
    }
}
