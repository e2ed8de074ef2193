package io.perftoolkit.count;

final class HighWaterMarkExample {
    private HighWaterMarkExample() {}

    static long deepest(int... depths) {
        // @start region="record"
        var deepest = new HighWaterMark(0);
        for (int depth : depths) {
            deepest.record(depth);
        }
        long answer = deepest.value();
        // @end
        return answer;
    }
}
