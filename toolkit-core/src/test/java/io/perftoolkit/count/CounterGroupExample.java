package io.perftoolkit.count;

import java.util.List;

final class CounterGroupExample {
    private CounterGroupExample() {}

    // @start region="group"
    static final class Traffic {
        private final CounterGroup group = new CounterGroup(3);
        final StripedCounter requests = group.counter(0);
        final StripedCounter bytes = group.counter(1);
        final StripedCounter errors = group.counter(2);

        long[] read() {
            return group.sums(); // requests, bytes, errors: one walk over the threads
        }
    }
    // @end

    static void serve(Traffic traffic, List<byte[]> parts) {
        // @start region="recorder"
        try (CounterGroup.Recorder record = CounterGroup.recorder()) {
            record.increment(traffic.requests);
            for (byte[] part : parts) {
                record.add(traffic.bytes, part.length);
            }
        }
        // @end
    }
}
