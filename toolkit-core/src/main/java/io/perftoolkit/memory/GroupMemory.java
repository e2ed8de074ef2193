package io.perftoolkit.memory;

/** The memory files of a control group, whichever version. Not thread-safe. */
sealed interface GroupMemory permits GroupMemory.Absent, GroupMemoryV1, GroupMemoryV2 {
    ControlGroup.Memory memory(KernelText text);

    ControlGroup.Events events(KernelText text);

    /** Current without the page cache that was not used lately. */
    static long workingSet(long current, long inactiveFile) {
        return current < 0 || inactiveFile < 0 ? MemoryStats.UNKNOWN : Math.max(0, current - inactiveFile);
    }

    /** No memory controller. */
    record Absent() implements GroupMemory {
        @Override
        public ControlGroup.Memory memory(KernelText text) {
            return ControlGroup.ABSENT.memory();
        }

        @Override
        public ControlGroup.Events events(KernelText text) {
            return ControlGroup.ABSENT.events();
        }
    }
}
