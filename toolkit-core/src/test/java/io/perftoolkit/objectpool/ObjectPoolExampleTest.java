package io.perftoolkit.objectpool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.deadline.Deadline;
import io.perftoolkit.objectpool.ObjectPoolExample.Connection;
import io.perftoolkit.objectpool.ObjectPoolExample.ConnectionLost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The code of the guide does what the guide says. */
class ObjectPoolExampleTest {
    @Test
    void examples_run() throws InterruptedException {
        assertTrue(ObjectPoolExample.borrow(new byte[1_000]) > 0);
        Deadline deadline = Deadline.after(Duration.ofSeconds(30));
        try (ObjectPool<Connection> connections = ObjectPoolExample.connections()) {
            assertEquals("fine", ObjectPoolExample.ask(connections, "how are you?", deadline));
            assertThrows(ConnectionLost.class, () -> ObjectPoolExample.ask(connections, "", deadline));
            assertEquals(1, connections.stats().thrownAway());
            assertEquals(
                    "fine",
                    ObjectPoolExample.async(connections).toCompletableFuture().join());
        }
        try (ObjectPool<Connection> connections = ObjectPoolExample.configured()) {
            assertEquals(32, connections.stats().capacity());
        }
    }
}
