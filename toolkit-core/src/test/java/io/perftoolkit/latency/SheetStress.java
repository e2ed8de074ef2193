package io.perftoolkit.latency;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** One writer at a time, and readers that see whole records only. */
public class SheetStress {
    private static final long TIME = 1_000_000;
    private static final ServiceLevels LEVELS = ServiceLevels.NONE;

    private SheetStress() {}

    private static long count(Sheet sheet) {
        return count(SheetTest.cut(sheet));
    }

    private static long count(Cut cut) {
        return SheetTest.addedUp(cut)[Schema6.cell(TIME)];
    }

    private static void writeTwice(Sheet sheet) {
        for (int i = 0; i < 2; i++) {
            if (!sheet.record(TIME, 0)) {
                sheet.put(1, TIME, TIME, Layout.NONE, LEVELS);
            }
        }
    }

    /** A reader cuts while the owner records: count and sum belong to the same records, and so do the next ones. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 2", "1, 1, 2", "2, 2, 2", "0, 0, 1", "1, 1, 1", "0, 0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Whole records; what the owner could not write while the reader read is refused, not lost.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Count and sum disagree.")
    @State
    public static class CutWhileRecording {
        private final Sheet sheet = SheetTest.owned();
        private long refused;

        @Actor
        public void owner() {
            for (int i = 0; i < 2; i++) {
                if (!sheet.record(TIME, 0) && !sheet.put(1, TIME, TIME, Layout.NONE, LEVELS)) {
                    refused++;
                }
            }
        }

        @Actor
        public void reader(JJJ_Result r) {
            Cut cut = sheet.cutOwned();
            r.r1 = count(cut);
            r.r2 = cut.word(Layout.SUM) / TIME;
        }

        @Arbiter
        public void after(JJJ_Result r) {
            Cut cut = sheet.cutOwned();
            r.r3 = count(cut) == cut.word(Layout.SUM) / TIME && count(cut) + refused == 2 ? count(cut) : -1;
        }
    }

    /** Copying without looking at the version: the torn interval. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "By luck.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn, as it must be here.")
    @State
    public static class TornCutControl {
        private final Sheet sheet = SheetTest.owned();

        @Actor
        public void owner() {
            writeTwice(sheet);
        }

        @Actor
        public void reader(JJ_Result r) {
            Cut torn = sheet.copy(sheet.words());
            r.r1 = count(torn);
            r.r2 = torn.word(Layout.SUM) / TIME;
        }
    }

    /** Two threads on one shared sheet, one of which makes it grow. */
    @JCStressTest
    @Outcome(id = "2, 1001", expect = Expect.ACCEPTABLE, desc = "Both, in count and sum.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is lost.")
    @State
    public static class SharedGrowth {
        private final Sheets sheets = new Sheets(LEVELS, LatencyBudget.ofBytes(0), 2);

        @Actor
        public void here() {
            sheets.record(TIME);
        }

        @Actor
        public void farAway() {
            sheets.record(1_000 * TIME);
        }

        @Arbiter
        public void after(JJ_Result r) {
            LatencySnapshot s = sheets.snapshot();
            r.r1 = s.count();
            r.r2 = s.sum() / TIME;
        }
    }

    /** A thread takes a shared sheet home while another, late, still writes on it. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "The late comer is kept off, and goes elsewhere.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is lost.")
    @State
    public static class TakeHome {
        private final Sheet sheet = shared();
        private volatile long elsewhere;

        @Actor
        public void owner() {
            long[] words = sheet.words();
            long version = Sheet.tryLatch(words);
            if (version == Sheet.TAKEN) {
                elsewhere++;
                return;
            }
            sheet.own(Thread.currentThread(), words, version);
            sheet.record(TIME, 0);
        }

        @Actor
        public void late(J_Result r) {
            long[] words = sheet.words();
            long version = Sheet.tryLatch(words);
            if (version == Sheet.TAKEN) {
                r.r1++;
                return;
            }
            sheet.putLatched(words, 1, TIME, TIME, Layout.NONE, LEVELS);
            Sheet.unlatch(words, version);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 += elsewhere + count(sheet);
        }
    }

    /** The sheet of a living thread is handed on: the lost update that the check for its death prevents. */
    @JCStressTest
    @Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "By luck.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "An update is lost, as it must be here.")
    @State
    public static class InheritFromTheLivingControl {
        private final Sheet sheet = SheetTest.owned();

        @Actor
        public void owner() {
            writeTwice(sheet);
        }

        @Actor
        public void heir() {
            writeTwice(sheet);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = count(sheet);
        }
    }

    /** Readers that reset instead of subtracting: what is recorded between the read and the reset is in no interval. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "By luck.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is in no interval or in two, as it must be here.")
    @State
    public static class ResettingReaderControl {
        private final Sheet sheet = SheetTest.owned();
        private final long[] words = sheet.words();
        private final int at =
                Layout.LANES + ((Schema6.cell(TIME) - SheetTest.cut(sheet).low()) >> 3);
        private long first;

        @Actor
        public void owner() {
            writeTwice(sheet);
        }

        @Actor
        public void reader() {
            first = count(sheet);
            words[at] = 0;
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = first + count(sheet);
        }
    }

    /** Readers that subtract: each record is in exactly one interval, whoever else reads. */
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "Intervals add up.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A record is in no interval or in two.")
    @State
    public static class Intervals {
        private final Sheets sheets = new Sheets(LEVELS, LatencyBudget.ofBytes(1 << 20), 2);
        private final LatencySnapshot start = sheets.snapshot();
        private volatile LatencySnapshot middle = start;

        @Actor
        public void writer() {
            sheets.record(TIME);
            sheets.record(TIME);
        }

        @Actor
        public void twoReaders() {
            middle = sheets.snapshot();
            sheets.snapshot();
        }

        @Arbiter
        public void after(Z_Result r) {
            LatencySnapshot end = sheets.snapshot();
            LatencySnapshot one = middle.minus(start);
            LatencySnapshot two = end.minus(middle);
            r.r1 = one.count() + two.count() == 2 && one.sum() == one.count() * TIME && two.sum() == two.count() * TIME;
        }
    }

    private static Sheet shared() {
        Sheet sheet = new Sheet();
        sheet.fillIn(Schema6.cell(TIME));
        return sheet;
    }
}
