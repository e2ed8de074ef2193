package io.perftoolkit.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {
    private static ServiceConfig read(String... settings) {
        Map<String, String> map = new HashMap<>(Map.of("jdbc-url", "jdbc:x", "redis-uri", "redis://y"));
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return ServiceConfig.from(map);
    }

    private static String refusal(String... settings) {
        return assertThrows(IllegalArgumentException.class, () -> read(settings))
                .getMessage();
    }

    @Test
    void from_onlyTheRequired_takesTheDefaults() {
        ServiceConfig config = read();
        assertEquals(ServiceConfig.Wiring.TOOLKIT, config.wiring());
        assertEquals("127.0.0.1", config.host());
        assertEquals(20_000, config.cacheEntries());
        assertEquals(Duration.ofSeconds(2), config.freshFor());
        assertEquals(1 << 20, config.streamWindow());
        assertEquals(ServiceConfig.Admission.OFF, config.admission());
        assertFalse(config.exitOnStdinEof());
    }

    @Test
    void from_valuesWithUnits_readsThem() {
        ServiceConfig config = read("fresh-for", "250ms", "l2-ttl", "5m", "idle-timeout", "3s", "max-body", "2KiB");
        assertEquals(Duration.ofMillis(250), config.freshFor());
        assertEquals(Duration.ofMinutes(5), config.secondLevelTtl());
        assertEquals(Duration.ofSeconds(3), config.idleTimeout());
        assertEquals(2048, config.maxBody());
        assertEquals(ServiceConfig.Wiring.PLAIN, read("wiring", "plain").wiring());
        assertEquals(4 << 20, read("stream-window", "4MiB").streamWindow());
        for (String admission : new String[] {"off", "fixed=64", "adaptive=100ms"}) {
            assertEquals(admission, read("admission", admission).admission().toString());
        }
    }

    @Test
    void from_nothing_namesAllThatIsRequired() {
        var e = assertThrows(IllegalArgumentException.class, () -> ServiceConfig.from(Map.of()));
        assertEquals("jdbc-url is required; redis-uri is required", e.getMessage());
    }

    @Test
    void from_anUnknownName_namesTheNearest() {
        assertEquals("unknown setting freshfor, did you mean fresh-for?", refusal("freshfor", "1s"));
        assertEquals("unknown setting read-dead-line, did you mean read-deadline?", refusal("read-dead-line", "1s"));
    }

    @Test
    void from_wrongValues_namesValueAndRule() {
        assertEquals("port must be in 0..65535: 65536", refusal("port", "65536"));
        assertEquals("port must be a whole number: -1", refusal("port", "-1"));
        assertEquals("port must be a whole number: 99999999999", refusal("port", "99999999999"));
        assertEquals("fresh-for must be a duration such as 250ms: 2", refusal("fresh-for", "2"));
        assertEquals("fresh-for must be a duration such as 250ms: 2 parsecs", refusal("fresh-for", "2 parsecs"));
        assertEquals("fresh-for must be in 1..86400000 ms: 0ms", refusal("fresh-for", "0ms"));
        assertEquals("max-body must be a size such as 64KiB: 1kB", refusal("max-body", "1kB"));
        assertEquals("wiring must be one of [plain, toolkit]: fancy", refusal("wiring", "fancy"));
        String rule = "admission must be off, fixed=64 or adaptive=100ms, with a number of yours: ";
        assertEquals(rule + "on", refusal("admission", "on"));
        assertEquals(rule + "off=1", refusal("admission", "off=1"));
        assertEquals("admission=fixed must be in 1..1000000: 0", refusal("admission", "fixed=0"));
        assertEquals("admission=adaptive must be a duration such as 250ms: 100", refusal("admission", "adaptive=100"));
        assertEquals("exit-on-stdin-eof must be true or false: yes", refusal("exit-on-stdin-eof", "yes"));
    }

    @Test
    void from_severalMistakes_tellsAllAtOnce() {
        assertEquals(
                "port must be a whole number: x; cache-entries must be in 1..100000000: 0",
                refusal("cache-entries", "0", "port", "x"));
    }

    @Test
    void toString_withAPassword_keepsItToItself() {
        assertFalse(read("jdbc-password", "secret").toString().contains("secret"));
    }
}
