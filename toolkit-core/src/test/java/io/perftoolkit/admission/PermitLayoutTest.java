package io.perftoolkit.admission;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

class PermitLayoutTest {
    @Test
    void permit_takes32Bytes() {
        ClassLayout layout = ClassLayout.parseClass(Permit.class);
        assertTrue(layout.instanceSize() <= 32, layout::toPrintable);
    }
}
