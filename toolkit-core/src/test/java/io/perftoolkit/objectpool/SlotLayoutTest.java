package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** What JOL says of the real layout in this JVM. */
class SlotLayoutTest {
    private static final int TWO_LINES = 128;

    @Test
    void word_anySlot_liesAlone() {
        ClassLayout layout = ClassLayout.parseInstance(new Slot<>(0));
        long word = layout.fields().stream()
                .filter(field -> field.name().equals("word"))
                .mapToLong(FieldLayout::offset)
                .findFirst()
                .orElseThrow();
        assertTrue(word >= TWO_LINES, () -> "the word is at " + word);
        long next = layout.fields().stream()
                .filter(field -> !field.name().matches("p\\d\\d"))
                .mapToLong(FieldLayout::offset)
                .filter(offset -> offset > word)
                .min()
                .orElseThrow();
        assertTrue(next - word >= TWO_LINES, () -> "the word is at " + word + ", a field at " + next);
    }

    @Test
    void lease_whereItIsAllocated_takesAtMost40Bytes() {
        long size = ClassLayout.parseClass(Lease.class).instanceSize();
        assertTrue(size <= 40, () -> size + " bytes");
    }
}
