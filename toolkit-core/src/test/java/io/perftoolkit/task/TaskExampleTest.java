package io.perftoolkit.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskExampleTest {
    @Test
    void examples_asPrinted_doWhatTheySay() throws Exception {
        assertEquals(11, TaskExample.scheduler(List.of("many", "short", "to")));
        assertEquals("3, row of the database, clean: true", TaskExample.runtime());
        try (TaskRuntime runtime = TaskRuntime.builder().workers(2).build()) {
            assertEquals("ann has ordered [tea]", TaskExample.page(runtime, id -> "ann", id -> List.of("tea"), 1));
            assertEquals(
                    "ann",
                    TaskExample.fastest(
                            runtime,
                            id -> "ann",
                            id -> {
                                throw new IllegalStateException("on purpose");
                            },
                            1));
        }
    }
}
