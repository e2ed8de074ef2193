package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.Processor;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.lang.management.ManagementFactory;

/** Says what this machine is. */
final class Machines {
    private Machines() {}

    static ProveResult.Machine here() {
        return new ProveResult.Machine(
                Processor.model(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                System.getProperty("os.name")
                        + ' '
                        + System.getProperty("os.version")
                        + ' '
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : -1;
    }
}
