package io.perftoolkit.memory;

/** Runs in a JVM without the module jdk.management and says what is left. */
final class NoManagementChild {
    private NoManagementChild() {}

    public static void main(String[] args) {
        try (MemoryMonitor monitor = MemoryMonitor.builder().build()) {
            MemoryStats stats = monitor.read();
            System.out.println("allocated=" + AllocationMeter.allocated() + " threads="
                    + AllocationMeter.threads().size() + " cpu="
                    + stats.process().cpuTime() + " pools="
                    + !stats.pools().isEmpty());
        }
    }
}
