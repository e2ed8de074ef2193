package io.perftoolkit.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a {@link MemoryMonitor}: where the memory is and where it is heading.
 *
 * <p>Immutable. All bytes and counts follow one rule: {@link #UNKNOWN} (-1) is what cannot be known here, {@link
 * #UNLIMITED} a limit that does not exist; unknown fractions are {@code NaN}. No nested record is ever missing. {@link
 * MemoryMonitor#gaps()} says why something is unknown.
 *
 * <p>The figures are read one after the other within one reading, from sources that do not know each other: a sum of
 * them can be off by what changed in between.
 *
 * @param time when the reading began, by the wall clock
 * @param heap the heap as a whole
 * @param pools every memory pool of the virtual machine, heap or not
 * @param direct direct buffers. Memory that libraries take past {@code ByteBuffer.allocateDirect} is not in it
 * @param mapped files mapped by {@code FileChannel.map}; their capacity, not what is resident
 * @param collectors every garbage collector bean
 * @param process this process as the kernel sees it
 * @param group the control group of this process
 * @param liveSet what was alive after the newest collection that tells
 * @param forecast when it will be full
 * @param suspicions of leaks; mostly none
 * @param accounts every account of the monitor, by name
 * @param callbackFailures how many callbacks ended by throwing since the monitor was built
 * @since 0.1
 */
public record MemoryStats(
        Instant time,
        Usage heap,
        List<Pool> pools,
        Buffers direct,
        Buffers mapped,
        List<Collector> collectors,
        ProcessUsage process,
        ControlGroup group,
        LiveSet liveSet,
        Forecast forecast,
        List<LeakSuspicion> suspicions,
        List<Account> accounts,
        long callbackFailures) {

    /** Stands for a figure that cannot be known here. */
    public static final long UNKNOWN = -1;

    /** Stands for a limit that does not exist. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /**
     * Copies the lists, unless they are immutable already.
     *
     * @param time as in the record
     * @param heap as in the record
     * @param pools as in the record
     * @param direct as in the record
     * @param mapped as in the record
     * @param collectors as in the record
     * @param process as in the record
     * @param group as in the record
     * @param liveSet as in the record
     * @param forecast as in the record
     * @param suspicions as in the record
     * @param accounts as in the record
     * @param callbackFailures as in the record
     */
    public MemoryStats {
        pools = List.copyOf(pools);
        collectors = List.copyOf(collectors);
        suspicions = List.copyOf(suspicions);
        accounts = List.copyOf(accounts);
    }

    /**
     * Where the resident memory is, as far as the virtual machine and the kernel say.
     *
     * @return the parts, whose sum is the resident set; empty where the resident set is unknown
     */
    public Optional<Parts> parts() {
        return process.resident() < 0 ? Optional.empty() : Optional.of(Parts.of(this));
    }

    /**
     * Bytes of some memory.
     *
     * @param used in use, garbage included
     * @param committed taken from the operating system
     * @param max the most it can become, or {@link #UNLIMITED}
     */
    public record Usage(long used, long committed, long max) {}

    /**
     * One memory pool.
     *
     * @param name as the virtual machine names it
     * @param heap whether it is part of the heap
     * @param used in use
     * @param committed taken from the operating system
     * @param max the most it can become; {@link #UNLIMITED} if only the heap as a whole limits it
     */
    public record Pool(String name, boolean heap, long used, long committed, long max) {}

    /**
     * One kind of buffer.
     *
     * @param count how many there are
     * @param used bytes they take
     * @param capacity bytes they hold
     */
    public record Buffers(long count, long used, long capacity) {}

    /**
     * One garbage collector bean. Beans named {@code Pauses} count the phases of a collection.
     *
     * @param name as the virtual machine names it
     * @param collections how many so far
     * @param time how long they took in all; for concurrent collectors not the time the program stood still
     */
    public record Collector(String name, long collections, Duration time) {}

    /**
     * This process as the kernel sees it.
     *
     * @param resident bytes in memory now (RSS). Newer kernels keep it per CPU and may be off by some pages per thread
     * @param residentPeak the most that was ever resident
     * @param anon the part without a file: heap, stacks, native allocations
     * @param file the part backed by files: libraries, mapped files, the class data archive
     * @param shared the part in shared memory; ZGC keeps its heap there, and on JDK 17 it counts up to three times
     * @param swap bytes swapped out
     * @param threads native threads
     * @param cpuTime CPU time used so far, zero if unknown
     */
    public record ProcessUsage(
            long resident,
            long residentPeak,
            long anon,
            long file,
            long shared,
            long swap,
            long threads,
            Duration cpuTime) {}

    /**
     * The memory that was alive after a collection: what the program needs, without garbage.
     *
     * <p>Of the collectors that work beside the program (G1, ZGC, Shenandoah) it is an upper bound: they leave garbage
     * where collecting does not pay, and count what was allocated meanwhile. Only the old generation is asked where
     * there is one.
     *
     * @param pool the pool that is asked, or an empty string if none tells
     * @param bytes alive after the newest such collection, {@link #UNKNOWN} before the first
     * @param capacity the largest heap
     * @param collected how many such collections were seen; of several between two readings only the last is
     * @param time when the newest was seen, null before the first
     * @param bytesPerSecond the median slope over the points kept; {@code NaN} until there are enough of them and they
     *     rise
     */
    public record LiveSet(
            String pool,
            long bytes,
            long capacity,
            long collected,
            @Nullable Instant time,
            double bytesPerSecond) {}

    /**
     * When memory will be full if it goes on as in the window observed. Null where nothing clearly rises.
     *
     * @param heapFull until the live set fills the largest heap
     * @param groupFull until the resident set, as it grows, uses up the headroom of the control group
     */
    public record Forecast(
            @Nullable Duration heapFull, @Nullable Duration groupFull) {}

    /**
     * One {@link MemoryAccount}.
     *
     * @param name of the account
     * @param used the balance
     * @param peak the highest balance so far
     * @param limit the budget, or {@link #UNLIMITED}
     * @param underflows deallocations that ended below zero
     * @param refusals reservations refused
     * @param bytesPerSecond the median slope of the balance if it kept rising over the window, else 0
     */
    public record Account(
            String name, long used, long peak, long limit, long underflows, long refusals, double bytesPerSecond) {
        /**
         * Whether the balance kept rising over the window observed.
         *
         * @return whether there is a slope
         */
        public boolean rising() {
            return bytesPerSecond > 0;
        }
    }

    /**
     * The parts of the resident set. Their sum is {@code resident}, always: the last part is what the others leave.
     *
     * <p>Measured are the heap and the native pools as committed, direct buffers as allocated, and the file-backed pages
     * as resident. The remainder holds thread stacks, the collector's own tables, the compiler, symbols, native
     * libraries' allocations and allocator slack.
     *
     * <p>The remainder is <em>negative</em> when committed memory has not been touched yet, or is swapped out: it is then
     * counted in a part but not resident. {@link #unaccountedAtMost()} bounds it from the other side. With ZGC on JDK 17
     * the heap is mapped up to three times, and the extra mappings are in the remainder as well.
     *
     * @param resident the whole
     * @param heapCommitted heap
     * @param heapUsed the part of the heap that was surely touched; not added again
     * @param metaspace class metadata, compressed class space included
     * @param codeCache compiled code
     * @param direct direct buffers
     * @param file file-backed pages; 0 if the kernel does not say, then they are in the remainder
     * @param unaccounted resident minus all of these
     */
    public record Parts(
            long resident,
            long heapCommitted,
            long heapUsed,
            long metaspace,
            long codeCache,
            long direct,
            long file,
            long unaccounted) {

        private static Parts of(MemoryStats stats) {
            long metaspace = 0;
            long code = 0;
            for (Pool pool : stats.pools) {
                // The pool "Compressed Class Space" is a part of "Metaspace": adding it would count it twice.
                if (pool.name().equals("Metaspace")) {
                    metaspace += pool.committed();
                } else if (pool.name().startsWith("Code")) { // CodeCache, or CodeHeap 'profiled nmethods' and so on
                    code += pool.committed();
                }
            }
            long resident = stats.process.resident();
            long heap = stats.heap.committed();
            long direct = Math.max(0, stats.direct.used());
            long file = Math.max(0, stats.process.file());
            long rest = resident - heap - metaspace - code - direct - file;
            return new Parts(resident, heap, stats.heap.used(), metaspace, code, direct, file, rest);
        }

        /**
         * The remainder if only the used part of the heap is resident.
         *
         * @return bytes
         */
        public long unaccountedAtMost() {
            return unaccounted + heapCommitted - heapUsed;
        }
    }

    /**
     * The kernel's exact account of this process, by {@link MemoryMonitor#residentDetail()}.
     *
     * @param resident bytes in memory
     * @param proportional the same, each shared page divided by the number of its users
     * @param privateClean only ours, as on disk
     * @param privateDirty only ours, changed: what the end of this process would free
     * @param sharedClean shared with others, as on disk
     * @param sharedDirty shared with others, changed
     * @param anonHugePages the part in huge pages
     * @param swap swapped out
     */
    public record ResidentDetail(
            long resident,
            long proportional,
            long privateClean,
            long privateDirty,
            long sharedClean,
            long sharedDirty,
            long anonHugePages,
            long swap) {}

    /**
     * Something that cannot be known here.
     *
     * @param figure the record component, or the group of them, as a path from the snapshot
     * @param reason why, with the file that was not there
     */
    public record Gap(String figure, String reason) {}
}
