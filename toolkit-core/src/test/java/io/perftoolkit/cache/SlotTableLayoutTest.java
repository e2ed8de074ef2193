package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.internal.layout.PaddedFront;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;
import org.openjdk.jol.info.GraphLayout;

class SlotTableLayoutTest {
    private static final int LINE = 64;
    private static final int PAIR_OF_LINES = 128;

    /** Apart from the table only: what it holds is of classes without fields. */
    private static final class Silence implements Table.Removals<Integer, Object> {
        @Override
        public void removed(Integer key, Object value, int weight, RemovalCause cause) {}
    }

    @ParameterizedTest
    @CsvSource({"1000, false, 90", "16384, false, 40", "200000, false, 36", "200000, true, 46"})
    void put_twiceTheBound_takesFewBytesPerEntry(int bound, boolean timed, double most) {
        SlotTable<Integer, Object> table = new SlotTable<>(bound, 0, new Silence());
        Object value = new Object();
        for (int key = 0; key < 2 * bound; key++) {
            long deadline = timed ? (1L << 40) + key : Table.NEVER;
            table.exchange(key, Hashing.spread(key, 5), Table.ANY, value, 1, deadline, 0, (k, hash) -> true);
        }
        assertEquals(bound, table.size());
        long integers = bound * ClassLayout.parseClass(Integer.class).instanceSize();
        double each = (GraphLayout.parseInstance(table).totalSize() - integers) / (double) bound;
        assertTrue(each <= most, () -> each + " bytes per entry");
    }

    @Test
    void new_aHundredThousandAllowed_takesNextToNothing() {
        long bytes = GraphLayout.parseInstance(new SlotTable<>(100_000, 0, new Silence()))
                .totalSize();
        assertTrue(bytes <= 4096, () -> "empty, but " + bytes + " bytes");
    }

    @Test
    void shard_fields_lieBehindThePadding() {
        ClassLayout layout = ClassLayout.parseClass(Shard.class);
        for (FieldLayout field : layout.fields()) {
            boolean padding = field.hostClass().equals(PaddedFront.class.getName())
                    || field.classShortName().equals(PaddedFront.class.getSimpleName());
            assertTrue(padding || field.offset() >= PAIR_OF_LINES, () -> field + " is not padded");
        }
        assertTrue(layout.instanceSize() > PAIR_OF_LINES);
    }

    @Test
    void slots_version_hasALineOfItsOwn() {
        int cell = Long.BYTES;
        assertTrue(Slots.VERSION * cell >= LINE, "in front");
        assertTrue((Slots.FIRST - Slots.VERSION) * cell >= LINE, "behind");
    }
}
