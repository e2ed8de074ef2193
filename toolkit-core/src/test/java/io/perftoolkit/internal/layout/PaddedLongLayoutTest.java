package io.perftoolkit.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;
import org.openjdk.jol.vm.VM;

/** What JOL says of the real layout in this JVM. */
class PaddedLongLayoutTest {
    private static final int TWO_LINES = 128;

    @Test
    void word_ofASubclass_isTwoLinesFromBothEndsOfThePadding() {
        ClassLayout layout = ClassLayout.parseInstance(new Marked());
        long word = offset(layout, "word");
        long mark = offset(layout, "mark");
        assertTrue(word >= TWO_LINES, () -> "word at " + word);
        assertTrue(mark < word - TWO_LINES || mark - word >= TWO_LINES, () -> "word at " + word + ", mark at " + mark);
    }

    @Test
    void refs_anyCells_areTwoLinesApart() {
        Object[] array = new Object[PaddedRefs.length(3)];
        long base = VM.current().arrayBaseOffset("java.lang.Object");
        long scale = VM.current().arrayIndexScale("java.lang.Object");
        assertTrue(base + scale * PaddedRefs.index(0) >= TWO_LINES);
        assertTrue(scale * (PaddedRefs.index(1) - PaddedRefs.index(0)) >= TWO_LINES);
        assertTrue(scale * (array.length - PaddedRefs.index(2)) >= TWO_LINES);
    }

    @Test
    void access_eachWay_readsWhatWasWritten() {
        Marked padded = new Marked();
        assertEquals(7, padded.plain());
        padded.release(8);
        assertEquals(8, padded.fenced());
        padded.fenced(9);
        assertTrue(padded.compareAndSet(9, 10) && !padded.compareAndSet(9, 11));
        assertEquals(10, padded.plain());
    }

    private static long offset(ClassLayout layout, String field) {
        return layout.fields().stream()
                .filter(found -> found.name().equals(field))
                .mapToLong(FieldLayout::offset)
                .findFirst()
                .orElseThrow();
    }

    private static final class Marked extends PaddedLong {
        @SuppressWarnings("unused")
        int mark;

        Marked() {
            super(7);
        }
    }
}
