package io.perftoolkit.latency;

import io.perftoolkit.internal.owner.OwnerTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tally sheets of one recorder: who writes on which, and how they are read together.
 *
 * <p>It begins with one shared sheet. A thread that writes on it often takes it home and owns it from then on; a new
 * shared sheet takes its place. When the owner dies, the next hot thread inherits the sheet with the counts on it. So
 * counts are never moved, and none can be lost or doubled on the way.
 */
final class Sheets {
    /*
     * Invariant: every sheet is in `shared` or in `owned`, and changes place only under the lock, which readers hold too.
     * `table` only helps owners to find theirs: a stale or missing entry sends a record to a shared sheet.
     *
     * Ordering: a thread enters itself into the table, so it sees its own entry by program order; nobody else's entry
     * can pass the test on the owner. `shared` is read with acquire, so the words of a new sheet are visible. A sheet
     * is inherited after Thread.isAlive() has answered false, which happens after all that the dead thread did
     * (JLS 17.4.4).
     *
     * Proof: LatencyThreadsTest (threads that come and go, readers in between); SheetStress, whose control hands the
     * sheet of a living thread on and must lose an update.
     */

    /** A shared sheet hands out a ticket to whoever makes the last of so many records; a power of two. */
    private static final int TICKET = 64;

    /** Two tickets in a row within two to four milliseconds prove a thread hot: 2^21 ns, or one step more. */
    private static final int HOT_SHIFT = 21;

    /** So many failed latches, and there is one more shared sheet. */
    private static final int CONTENTION = 64;

    /** As many owners as processors, not counting those that live on and record no more: up to so many times. */
    private static final int MOST_OWNED = 4;

    /** What a recorder occupies besides its sheets: itself, its lock, its tables, its account, a few peaks. */
    private static final long FIXED_BYTES = 360;

    private static final int LARGEST_TABLE = 1024;

    private static final VarHandle SHARED;

    static {
        try {
            SHARED = MethodHandles.lookup().findVarHandle(Sheets.class, "shared", Sheet[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long splitCells;
    private @Nullable Sheet[] table = {null};

    private Sheet[] shared = {new Sheet()};
    private Sheet[] owned = {};
    private int contention;

    final ServiceLevels levels;
    private final int processors;
    private final LatencyBudget.Account account;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private long snapshots;
    private long max = Layout.NO_MAX;
    private long min = Layout.NO_MIN;
    private Peaks highs = Peaks.NONE;
    private Peaks lows = Peaks.NONE;

    Sheets(ServiceLevels levels, LatencyBudget budget, int processors) {
        this.levels = levels;
        this.splitCells = levels.splitCells;
        this.processors = processors;
        this.account = budget.open(this);
        account.settle(bytes());
    }

    // Recording.

    void record(long nanos) {
        Thread thread = Thread.currentThread();
        Sheet sheet = sheetOf(thread);
        if (sheet == null || sheet.owner != thread || !sheet.record(nanos, splitCells)) {
            recordAnyhow(nanos);
        }
    }

    private void recordAnyhow(long nanos) {
        if (nanos < 0) {
            put(1, 0, 0, Layout.FAULTS);
        } else if (nanos > Schema6.LIMIT) {
            put(1, Schema6.LIMIT, Schema6.LIMIT, Layout.OVERFLOWS);
        } else {
            put(1, nanos, nanos, Layout.NONE);
        }
    }

    /** Records n times, evenly spaced within one cell and on one side of every service level. */
    void put(long n, long first, long last, int extra) {
        Thread thread = Thread.currentThread();
        Sheet sheet = sheetOf(thread);
        if (sheet == null || sheet.owner != thread || !sheet.put(n, first, last, extra, levels)) {
            putShared(thread, n, first, last, extra);
        }
    }

    /**
     * Records {@code last}, {@code last - step}, and so on, while the time is not below {@code step}. Each cell gets its
     * share at once.
     */
    void fill(long last, long step) {
        long next = last;
        while (next >= step) {
            long least = Math.max(Math.max(step, levels.floor(next)), Schema6.shortest(Schema6.cell(next)));
            long n = (next - least) / step + 1;
            long first = next - (n - 1) * step;
            put(n, first, next, Layout.NONE);
            next = first - step;
        }
    }

    @SuppressWarnings("deprecation") // threadId() is newer than our oldest JDK; an id is a hint here, never an identity
    private static long idOf(Thread thread) {
        return thread.getId();
    }

    private @Nullable Sheet sheetOf(Thread thread) {
        @Nullable Sheet[] t = table;
        return t[(int) idOf(thread) & (t.length - 1)];
    }

    private void putShared(Thread thread, long n, long first, long last, int extra) {
        long id = idOf(thread);
        int home = (int) ((id * 0x9E3779B97F4A7C15L) >>> 34);
        for (int round = 0; ; round = (round + 1) & 0xFFFF) {
            Sheet[] sheets = shared();
            Sheet sheet = sheets[sheets.length == 1 ? 0 : (home + round) % sheets.length];
            long[] words = sheet.words();
            long version = Sheet.tryLatch(words);
            if (version == Sheet.TAKEN) {
                if (sheet.isBlank()) {
                    grow(sheet, Layout.cellOf(last), n);
                } else {
                    contended(round);
                }
            } else {
                boolean done = false;
                try {
                    done = (n == 1 && extra == Layout.NONE && Sheet.recordLatched(words, last, splitCells))
                            || sheet.putLatched(words, n, first, last, extra, levels);
                } finally {
                    Sheet.unlatch(words, version);
                }
                if (done) {
                    if (Sheet.isEvery(version, TICKET)) {
                        ticket(thread, id, sheet);
                    }
                    return;
                }
                grow(sheet, Layout.cellOf(last), n);
            }
        }
    }

    private Sheet[] shared() {
        return (Sheet[]) SHARED.getAcquire(this);
    }

    private void contended(int round) {
        if (++contention % CONTENTION == 0 || round == CONTENTION) {
            addShared();
        }
        Patience.pause(round);
    }

    private void addShared() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            Sheet[] before = shared;
            if (before.length < processors
                    && before.length + owned.length < processors + Math.max(1, processors / 2)
                    && account.tryCharge(Sheet.USUAL_BYTES)) {
                Sheet[] more = Arrays.copyOf(before, before.length + 1);
                more[before.length] = new Sheet();
                SHARED.setRelease(this, more);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes room on a shared sheet, unless it is no longer shared. */
    private void grow(Sheet sheet, int cell, long n) {
        lock.lock();
        try {
            if (sheet.isBlank()) {
                sheet.fillIn(cell);
            }
            for (int round = 0; isShared(sheet); round++) {
                long[] words = sheet.words();
                long version = Sheet.tryLatch(words);
                if (version != Sheet.TAKEN) {
                    sheet.growLatched(words, version, cell, n);
                    account.settle(bytes());
                    return;
                }
                Patience.pause(round);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isShared(Sheet sheet) {
        for (Sheet one : shared) {
            if (one == sheet) {
                return true;
            }
        }
        return false;
    }

    // Owning.

    private void ticket(Thread thread, long id, Sheet sheet) {
        int time = (int) (System.nanoTime() >>> HOT_SHIFT);
        boolean hot = sheet.ticketThread == (int) id && time - sheet.ticketTime < 2;
        sheet.ticketThread = (int) id;
        sheet.ticketTime = time;
        if (hot && !OwnerTable.isVirtual(thread) && lock.tryLock()) {
            try {
                promote(thread, sheet);
            } finally {
                lock.unlock();
            }
        }
    }

    private void promote(Thread thread, Sheet stripe) {
        Sheet abandoned = null;
        for (Sheet sheet : owned) {
            if (sheet.owner == thread) {
                return; // a reader kept it off its own sheet, or another has its place in the table
            }
            if (sheet.isAbandoned()) {
                abandoned = sheet;
            }
        }
        if (abandoned != null) {
            abandoned.inherit(thread);
            rebuildTable();
        } else if (owners(true) < processors && owned.length < MOST_OWNED * processors) {
            takeHome(thread, stripe);
        }
    }

    private int owners(boolean busyOnly) {
        int owners = 0;
        for (Sheet sheet : owned) {
            owners += busyOnly && sheet.isIdle() ? 0 : 1;
        }
        return owners;
    }

    /** The thread owns the shared sheet from now on; if it was the last, a blank one takes its place. */
    private void takeHome(Thread thread, Sheet stripe) {
        if (!isShared(stripe) || (shared.length == 1 && !account.tryCharge(Sheet.USUAL_BYTES))) {
            return;
        }
        long[] words = stripe.words();
        long version = Sheet.tryLatch(words);
        if (version == Sheet.TAKEN) {
            return; // it will draw another ticket
        }
        List<Sheet> rest = new ArrayList<>(Arrays.asList(shared));
        rest.remove(stripe);
        SHARED.setRelease(this, rest.isEmpty() ? new Sheet[] {new Sheet()} : rest.toArray(new Sheet[0]));
        owned = Arrays.copyOf(owned, owned.length + 1);
        owned[owned.length - 1] = stripe;
        stripe.own(thread, words, version);
        rebuildTable();
    }

    /** A table with a place for every living owner; of two that meet even in the largest, one stays outside. */
    private void rebuildTable() {
        int length = table.length;
        @Nullable Sheet[] next = new Sheet[length];
        while (!enterAll(next) && length < LARGEST_TABLE) {
            length *= 2;
            next = new Sheet[length];
        }
        table = next;
    }

    private boolean enterAll(@Nullable Sheet[] next) {
        boolean alone = true;
        for (Sheet sheet : owned) {
            Thread owner = sheet.owner;
            if (owner != null) {
                int at = (int) idOf(owner) & (next.length - 1);
                alone &= next[at] == null;
                next[at] = sheet;
            }
        }
        return alone;
    }

    // Reading.

    LatencySnapshot snapshot() {
        lock.lock();
        try {
            List<Cut> cuts = new ArrayList<>(shared.length + owned.length);
            for (Sheet sheet : shared) {
                cuts.add(sheet.cutShared());
            }
            for (Sheet sheet : owned) {
                cuts.add(sheet.cutOwned());
                if (sheet.isAbandoned()) {
                    sheet.owner = null; // a recorder keeps no dead thread from the collector
                }
            }
            account.settle(bytes());
            return tally(cuts).toSnapshot();
        } finally {
            lock.unlock();
        }
    }

    private Tally tally(List<Cut> cuts) {
        var tally = new Tally(levels);
        tally.add(cuts);
        snapshots++;
        if (tally.max != Layout.NO_MAX) {
            highs = highs.with(snapshots, tally.max);
            lows = lows.with(snapshots, -tally.min);
            max = Math.max(max, tally.max);
            min = Math.min(min, tally.min);
        }
        tally.max = max;
        tally.min = min;
        tally.history = new Tally.History(lock, snapshots, highs, lows);
        return tally;
    }

    /** How many sheets are or were owned by a thread. */
    int owners() {
        lock.lock();
        try {
            return owners(false);
        } finally {
            lock.unlock();
        }
    }

    /** What the recorder occupies. */
    long bytes() {
        lock.lock();
        try {
            long bytes = FIXED_BYTES;
            for (Sheet sheet : shared) {
                bytes += sheet.bytes();
            }
            for (Sheet sheet : owned) {
                bytes += sheet.bytes();
            }
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
