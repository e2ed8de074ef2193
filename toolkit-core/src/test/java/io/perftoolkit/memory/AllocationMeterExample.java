package io.perftoolkit.memory;

final class AllocationMeterExample {
    private AllocationMeterExample() {}

    static AllocationMeter.Stats parse(Runnable work) {
        // @start region="meter"
        AllocationMeter parsing = new AllocationMeter();
        try (AllocationMeter.Span span = parsing.operation()) {
            work.run();
        }
        AllocationMeter.Stats stats = parsing.stats();
        // @end
        return stats;
    }

    static AllocationMeter.Stats parseAll(Iterable<Runnable> batch) {
        // @start region="next"
        AllocationMeter parsing = new AllocationMeter();
        try (AllocationMeter.Span span = parsing.operation()) {
            for (Runnable work : batch) {
                work.run();
                span.next(); // ends this operation and starts the next
            }
        }
        AllocationMeter.Stats stats = parsing.stats();
        // @end
        return stats;
    }

    static long span(Runnable work) {
        // @start region="span"
        long bytes;
        try (AllocationMeter.Span span = AllocationMeter.start()) {
            work.run();
            bytes = span.bytes(); // -1 where the virtual machine keeps no figure, as on virtual threads
        }
        // @end
        return bytes;
    }
}
