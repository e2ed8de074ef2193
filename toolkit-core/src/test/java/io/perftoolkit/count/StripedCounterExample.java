package io.perftoolkit.count;

final class StripedCounterExample {
    private StripedCounterExample() {}

    static long[] count() {
        // @start region="count"
        StripedCounter hits = new StripedCounter();
        hits.increment();
        hits.add(3);
        long total = hits.sum(); // 4
        long interval = hits.sumThenReset(); // 4; each increment is in exactly one interval
        // @end
        return new long[] {total, interval, hits.sum()};
    }
}
