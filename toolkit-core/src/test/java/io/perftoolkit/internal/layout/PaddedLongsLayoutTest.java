package io.perftoolkit.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.vm.VM;

/** What JOL says of the real layout in this JVM; headers differ between JDKs and flags. */
class PaddedLongsLayoutTest {
    private static final int TWO_LINES = 128;

    @Test
    void allocate_anySize_keepsCellsTwoLinesFromBothEnds() {
        for (int cells : new int[] {1, 64, 8192}) {
            long[] array = PaddedLongs.allocate(cells);
            long base = VM.current().arrayBaseOffset("long");
            long first = base + 8L * PaddedLongs.index(0);
            long behindLast = base + 8L * PaddedLongs.end(array);
            long size = ClassLayout.parseInstance(array).instanceSize();
            assertTrue(first >= TWO_LINES, () -> "first cell at " + first);
            assertTrue(size - behindLast >= TWO_LINES, () -> "cells end at " + behindLast + " of " + size);
            assertEquals(cells, PaddedLongs.end(array) - PaddedLongs.index(0));
        }
    }

    @Test
    void allocateApart_anySize_keepsCellsTwoLinesFromEachOtherAndBothEnds() {
        for (int cells : new int[] {1, 8, 64}) {
            long[] array = PaddedLongs.allocateApart(cells);
            long base = VM.current().arrayBaseOffset("long");
            long size = ClassLayout.parseInstance(array).instanceSize();
            long before = 0;
            for (int i = 0; i < cells; i++) {
                long at = base + 8L * PaddedLongs.indexApart(i);
                assertTrue(at - before >= TWO_LINES);
                before = at;
            }
            assertTrue(size - before >= TWO_LINES);
        }
    }
}
