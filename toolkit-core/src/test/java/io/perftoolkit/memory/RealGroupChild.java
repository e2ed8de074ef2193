package io.perftoolkit.memory;

import java.util.Arrays;

/** Runs in a memory control group of its own and says what it sees. */
final class RealGroupChild {
    private RealGroupChild() {}

    public static void main(String[] args) {
        byte[] touched = new byte[24 << 20];
        Arrays.fill(touched, (byte) 1);
        try (MemoryMonitor monitor = MemoryMonitor.builder().build()) {
            ControlGroup.Memory memory = monitor.read().group().memory();
            System.out.println("limit=" + memory.limit() + " current=" + memory.current() + " peak=" + memory.peak()
                    + " headroom=" + memory.headroom() + " anon=" + memory.anon() + " resident="
                    + monitor.stats().process().resident() + " jvm="
                    + Runtime.getRuntime().maxMemory() + " "
                    + touched[5]);
        }
    }
}
