package io.perftoolkit.internal.layout;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

class PaddedFrontLayoutTest {
    private static final class Written extends PaddedFront {
        int mine;
        Object alsoMine;
    }

    @Test
    void fields_ofASubclass_standBehindThePadding() {
        for (FieldLayout field : ClassLayout.parseClass(Written.class).fields()) {
            if (field.classShortName().endsWith("Written")) {
                assertTrue(field.offset() >= 112, () -> field.name() + " at " + field.offset());
            }
        }
    }
}
