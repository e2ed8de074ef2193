package io.perftoolkit.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheetTest {
    private static final ServiceLevels NO_LEVELS = ServiceLevels.of();
    private static final long TIME = 1_000_000;

    private final Sheet sheet = owned();

    @ParameterizedTest
    @ValueSource(longs = {0xFEL, 0xFFFEL, 0xFFFFFEL, 0xFFFFFFFEL, 0xFF_FFFF_FFFEL, 0xFFFFFF_FFFFFFFEL})
    void record_countAboutToCarryThroughEveryDigit_staysExact(long before) {
        assertTrue(sheet.put(before, TIME, TIME, Layout.NONE, NO_LEVELS));
        for (int i = 0; i < 3; i++) {
            if (!sheet.record(TIME, 0)) {
                assertTrue(sheet.put(1, TIME, TIME, Layout.NONE, NO_LEVELS));
            }
        }
        assertEquals(before + 3, counts()[Schema6.cell(TIME)]);
    }

    @Test
    void record_theQuickWay_refusesAFullDigitAndLeavesNoTrace() {
        sheet.put(0xFF, TIME, TIME, Layout.NONE, NO_LEVELS);
        long version = cut(sheet).word(Layout.VERSION);
        assertFalse(sheet.record(TIME, 0));
        assertEquals(version, cut(sheet).word(Layout.VERSION));
        assertEquals(0xFF, counts()[Schema6.cell(TIME)]);
    }

    @Test
    void put_neighboursInOneWord_doNotDisturbEachOther() {
        var random = new SplittableRandom(1);
        int first = Schema6.cell(TIME) & -8;
        long[] expected = new long[Schema6.CELLS];
        for (int i = 0; i < 200_000; i++) {
            int cell = first + random.nextInt(8);
            long n = 1 + random.nextInt(random.nextInt(50) == 0 ? 1_000_000 : 3);
            long time = Schema6.longest(cell);
            assertTrue(sheet.put(n, time, time, Layout.NONE, NO_LEVELS));
            expected[cell] += n;
        }
        assertEquals(Arrays.toString(expected), Arrays.toString(counts()));
    }

    @Test
    void put_outsideTheWindow_widensItForTheQuickWay() {
        assertFalse(sheet.record(1_000 * TIME, 0));
        assertFalse(sheet.record(1, 0));
        put(1_000 * TIME);
        put(1);
        assertTrue(sheet.record(1_000 * TIME, 0));
        assertTrue(sheet.record(1, 0));
        assertEquals(0, cut(sheet).low());
        assertEquals(4, Arrays.stream(counts()).sum());
    }

    @Test
    void cutOwned_nothingSinceTheLastCut_forgetsTheExtremesOfBefore() {
        sheet.record(TIME, 0);
        assertEquals(TIME, sheet.cutOwned().word(Layout.MAX));
        assertEquals(Layout.NO_MAX, sheet.cutOwned().word(Layout.MAX));
        put(TIME / 2);
        Cut cut = sheet.cutOwned();
        assertEquals(TIME / 2, cut.word(Layout.MAX));
        assertEquals(TIME / 2, cut.word(Layout.MIN));
        assertEquals(TIME + TIME / 2, cut.word(Layout.SUM));
    }

    @Test
    void cutOwned_ownerDiedInsideARecord_doesNotWaitForIt() throws InterruptedException {
        Sheet orphan = owned();
        var thread = new Thread(() -> orphan.put(1, TIME, TIME, Layout.NONE, null)); // throws inside the record
        thread.setUncaughtExceptionHandler((t, e) -> {});
        orphan.owner = thread;
        thread.start();
        thread.join();
        assertEquals(1, addedUp(orphan.cutOwned())[Schema6.cell(TIME)]);
        orphan.inherit(Thread.currentThread());
        assertTrue(orphan.put(1, TIME, TIME, Layout.NONE, NO_LEVELS));
        assertEquals(2, addedUp(cut(orphan))[Schema6.cell(TIME)]);
    }

    @Test
    void tryLatch_takenOrOwned_isRefused() {
        var shared = new Sheet();
        assertEquals(Sheet.TAKEN, Sheet.tryLatch(shared.words()), "blank: to be filled in first");
        shared.fillIn(Schema6.cell(TIME));
        long[] words = shared.words();
        long version = Sheet.tryLatch(words);
        assertEquals(Sheet.TAKEN, Sheet.tryLatch(words));
        Sheet.unlatch(words, version);
        long again = Sheet.tryLatch(words);
        assertEquals(version + Sheet.TURN, again);
        shared.own(Thread.currentThread(), words, again);
        assertEquals(Sheet.TAKEN, Sheet.tryLatch(words), "a late comer from the time when it was shared");
    }

    @Test
    void growLatched_outgrownWords_canNeverBeLatchedAgain() {
        var shared = new Sheet();
        shared.fillIn(Schema6.cell(1));
        long[] old = shared.words();
        shared.growLatched(old, Sheet.tryLatch(old), Schema6.cell(TIME), 1);
        assertEquals(Sheet.TAKEN, Sheet.tryLatch(old));
        assertTrue(Sheet.tryLatch(shared.words()) != Sheet.TAKEN);
    }

    private void put(long time) {
        assertTrue(sheet.put(1, time, time, Layout.NONE, NO_LEVELS));
    }

    private long[] counts() {
        return addedUp(cut(sheet));
    }

    static Cut cut(Sheet sheet) {
        return sheet.copy(sheet.words());
    }

    static long[] addedUp(Cut cut) {
        long[] counts = new long[Schema6.CELLS];
        cut.addTo(counts, 0);
        return counts;
    }

    /** A sheet of this thread with a window of one octave to each side. */
    static Sheet owned() {
        var sheet = new Sheet();
        sheet.fillIn(Schema6.cell(TIME / 2));
        long[] words = sheet.words();
        sheet.growLatched(words, Sheet.tryLatch(words), Schema6.cell(TIME * 2), 1);
        words = sheet.words();
        sheet.own(Thread.currentThread(), words, Sheet.tryLatch(words));
        return sheet;
    }
}
