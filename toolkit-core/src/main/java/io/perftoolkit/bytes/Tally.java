package io.perftoolkit.bytes;

import io.perftoolkit.count.CounterGroup;
import io.perftoolkit.count.StripedCounter;

/** What the chunkers of a pool count. */
final class Tally {
    private final CounterGroup group = new CounterGroup(13);
    final StripedCounter chunks = group.counter(0);
    final StripedCounter bytes = group.counter(1);
    final StripedCounter copied = group.counter(2);
    final StripedCounter transferred = group.counter(3);
    final StripedCounter large = group.counter(4);
    final StripedCounter windows = group.counter(5);
    final StripedCounter unmapDeferred = group.counter(6);
    final StripedCounter waits = group.counter(7);
    final StripedCounter exhausted = group.counter(8);
    final StripedCounter outOfTime = group.counter(9);
    final StripedCounter interrupted = group.counter(10);
    final StripedCounter missed = group.counter(11);
    final StripedCounter leaked = group.counter(12);

    /** With what stands under the lock of the pool. */
    ChunkerStats stats(int maxSlabs, int slabs, int out, int peak, int waiting, long returned) {
        long[] sums = group.sums();
        return new ChunkerStats(
                maxSlabs,
                slabs,
                out,
                peak,
                waiting,
                returned + out,
                returned,
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                sums[5],
                sums[6],
                sums[7],
                sums[8],
                sums[9],
                sums[10],
                sums[11],
                sums[12]);
    }
}
