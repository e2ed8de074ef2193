package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;

class HeldLayoutTest {
    @Test
    void held_value_costsWhatThePagesSay() {
        ClassLayout layout = ClassLayout.parseClass(Held.class);
        assertTrue(layout.instanceSize() <= 72, layout::toPrintable);
        ClassLayout renewed = ClassLayout.parseClass(Phases.class);
        assertTrue(renewed.instanceSize() <= 48, renewed::toPrintable);
    }
}
