package io.perftoolkit.memory;

import java.time.Duration;

/**
 * What the kernel holds this process to, and what it did to it: the process's control group (container), version 1 or
 * 2. Figures of the whole group, not of this process alone; each limit is the tightest on the way up that can be seen.
 *
 * <p>Counts and bytes that cannot be known are {@link MemoryStats#UNKNOWN}, limits that do not exist {@link
 * MemoryStats#UNLIMITED}, unknown fractions {@code NaN}.
 *
 * @param hierarchy which versions are mounted
 * @param memory its memory
 * @param events how often it met its limits
 * @param cpu its CPU quota
 * @param memoryStall time that work stood still for memory
 * @param cpuStall time that work stood still for a CPU
 * @param ioStall time that work stood still for I/O
 * @param tasks threads and processes in the group
 * @param taskLimit how many it may have
 * @since 0.1
 */
public record ControlGroup(
        Hierarchy hierarchy,
        Memory memory,
        Events events,
        Cpu cpu,
        Stall memoryStall,
        Stall cpuStall,
        Stall ioStall,
        long tasks,
        long taskLimit) {

    private static final long UNKNOWN = MemoryStats.UNKNOWN;

    /** No control group: every figure is unknown. */
    public static final ControlGroup ABSENT = new ControlGroup(
            Hierarchy.NONE,
            new Memory(
                    UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
                    UNKNOWN),
            new Events(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
            Cpu.ABSENT,
            Stall.ABSENT,
            Stall.ABSENT,
            Stall.ABSENT,
            UNKNOWN,
            UNKNOWN);

    /** Which versions of control groups are mounted. */
    public enum Hierarchy {
        /** None: not Linux, no {@code /proc}, or nothing mounted. */
        NONE,
        /** Version 1. */
        V1,
        /** Version 2. */
        V2,
        /** Both; the controllers read here may be on either. */
        HYBRID
    }

    /**
     * Bytes of the group.
     *
     * @param limit above it the kernel reclaims, then kills
     * @param softLimit v2: above it the kernel throttles and reclaims ({@code memory.high}); v1: what the group is pushed
     *     back to when the machine is short
     * @param headroom what is left until the first limit on the way up is met; others in the same parent use it up too
     * @param current in use, with the page cache
     * @param peak the most it was
     * @param workingSet current without the page cache that has not been used lately: what cannot be reclaimed cheaply
     * @param anon memory without a file: heaps, stacks, native allocations
     * @param file page cache
     * @param kernel kernel memory charged to the group (v1: kmem)
     * @param socket network buffers
     * @param swap swapped out
     * @param swapLimit how much may be (v1: not known, it limits memory and swap in one)
     */
    public record Memory(
            long limit,
            long softLimit,
            long headroom,
            long current,
            long peak,
            long workingSet,
            long anon,
            long file,
            long kernel,
            long socket,
            long swap,
            long swapLimit) {}

    /**
     * Counts since the group was made.
     *
     * @param softLimitHits v2: times it was throttled for passing {@code memory.high}
     * @param limitHits times an allocation met the limit, and the kernel had to reclaim (v1: failcnt)
     * @param outOfMemory v2: times that reclaiming did not help
     * @param kills processes of the group that the kernel killed for memory
     */
    public record Events(long softLimitHits, long limitHits, long outOfMemory, long kills) {}

    /**
     * The CPU quota.
     *
     * @param quota CPUs' worth of time per period; positive infinity without a limit, {@code NaN} if unknown
     * @param periods periods in which the group wanted to run
     * @param throttledPeriods of these, the ones it was stopped in
     * @param throttled how long its threads were stopped in all; zero if unknown, see {@code periods}
     */
    public record Cpu(double quota, long periods, long throttledPeriods, Duration throttled) {
        static final Cpu ABSENT = new Cpu(Double.NaN, UNKNOWN, UNKNOWN, Duration.ZERO);
    }

    /**
     * Pressure stall information: how long work waited for a resource.
     *
     * @param scope whose waiting
     * @param some10 percent of the last 10 s in which at least one task waited
     * @param full10 percent of the last 10 s in which all tasks waited at once
     * @param some time in all in which at least one task waited
     * @param full time in all in which all waited
     * @see <a href="https://docs.kernel.org/accounting/psi.html">PSI, the kernel's documentation</a>
     */
    public record Stall(Scope scope, double some10, double full10, Duration some, Duration full) {
        static final Stall ABSENT = new Stall(Scope.NONE, Double.NaN, Double.NaN, Duration.ZERO, Duration.ZERO);

        /** Whose waiting a stall is. */
        public enum Scope {
            /** Nobody's: the kernel does not say, and the other figures mean nothing. */
            NONE,
            /** The whole machine's: version 1 has no figure per group. */
            MACHINE,
            /** The group's. */
            GROUP
        }
    }
}
