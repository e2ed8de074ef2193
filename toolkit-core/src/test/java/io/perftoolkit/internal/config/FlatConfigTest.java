package io.perftoolkit.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatConfigTest {
    enum Order {
        FIFO,
        ADAPTIVE_LIFO
    }

    private final List<Object> read = new ArrayList<>();

    private void readAll(Map<String, String> map) {
        FlatConfig config = FlatConfig.of(map);
        config.text("name", read::add);
        config.integer("capacity", read::add);
        config.number("share", read::add);
        config.flag("fair", read::add);
        config.duration("max-wait", read::add);
        config.bytes("max-weight", read::add);
        config.choice("order", Order.values(), read::add);
        config.check();
    }

    @Test
    void check_allKeysKnown_eachIsHandedOverInItsType() {
        readAll(Map.of(
                "name", " door ",
                "capacity", "40",
                "share", "0.1",
                "fair", "true",
                "max-wait", "250ms",
                "max-weight", "64MiB",
                "order", "adaptive-lifo"));
        assertEquals(List.of("door", 40, 0.1, true, Duration.ofMillis(250), 64L << 20, Order.ADAPTIVE_LIFO), read);
    }

    @Test
    void check_keyAbsent_setterIsNotCalled() {
        readAll(Map.of());
        assertEquals(List.of(), read);
    }

    @Test
    void check_severalFaults_areNamedAtOnceWithTheNearestKey() {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> readAll(Map.of("max-wiat", "1s", "capacity", "many", "order", "lifo", "fair", "yes")));
        assertEquals(
                "capacity cannot be \"many\": For input string: \"many\"; "
                        + "fair cannot be \"yes\": true or false expected; "
                        + "order cannot be \"lifo\": one of [fifo, adaptive-lifo] expected; "
                        + "unknown key \"max-wiat\"; the nearest is \"max-wait\"",
                thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "1.5s, PT1.5S",
        "7 us, PT0.000007S",
        "3ns, PT0.000000003S",
        "2m, PT2M",
        "1h, PT1H",
        "1d, PT24H",
        "PT0.25S, PT0.25S",
        "0ms, PT0S"
    })
    void duration_anyUnit_isRead(String text, Duration duration) {
        assertEquals(duration, Units.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "ms", "5 parsecs", "1e9s", "PTX", "0.5ns", "999999999999999999d", "1.1.1s"})
    void duration_garbage_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.duration(text));
    }

    @ParameterizedTest
    @CsvSource({"512, 512", "1b, 1", "64KiB, 65536", "64 kib, 65536", "2GiB, 2147483648", "1.5KiB, 1536", "3MB, 3000000"
    })
    void bytes_anyUnit_isRead(String text, long bytes) {
        assertEquals(bytes, Units.bytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "1XB", "0.3b", "99999999999999GiB", "1e99999999"})
    void bytes_garbage_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.bytes(text));
    }
}
