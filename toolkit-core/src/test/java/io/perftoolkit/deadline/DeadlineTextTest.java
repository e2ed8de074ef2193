package io.perftoolkit.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.perftoolkit.testkit.FakeTicker;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTextTest {
    private final FakeTicker ticker = new FakeTicker();

    @ParameterizedTest
    @CsvSource({"250, PT0.25S", "' 250 ', PT0.25S", "0, PT0S", "-1, PT0S", "-999, PT0S", "007, PT0.007S"})
    void parseMillis_wellFormed_isTheSpan(String text, Duration span) {
        assertEquals(span, DeadlineText.MILLIS.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "250m, PT0.25S",
        "1n, PT0.000000001S",
        "7u, PT0.000007S",
        "3S, PT3S",
        "2M, PT2M",
        "99999999H, PT640511H56M49.213693951S",
        "0m, PT0S",
        "-5m, PT0S"
    })
    void parseGrpc_wellFormed_isTheSpan(String text, Duration span) {
        assertEquals(span, DeadlineText.GRPC.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "--1",
                "+1",
                "1.5",
                "1e3",
                "0x10",
                "250ms",
                "1 2",
                "٣",
                "１",
                "m",
                "-m",
                "1d",
                "100000000m",
                "9999999999999999999999",
                "\u0000",
                "1\n",
                "99999999999999999999999999999999999999999999999999999"
            })
    void parse_garbage_isNullAndCountsAsNoHeader(String text) {
        assertNull(DeadlineText.GRPC.parse(text), text);
        if (!text.equals("100000000m")) {
            assertNull(DeadlineText.MILLIS.parse(text), text);
        }
        assertTrue(DeadlineText.GRPC.read(text, Duration.ofHours(1)).remainingNanos() > 0);
    }

    @Test
    void parseMillis_hugeNumber_isTheLongestNotAnOverflow() {
        assertEquals(Deadline.LONGEST, DeadlineText.MILLIS.parse("999999999999999999"));
    }

    @Test
    void read_anyHeader_neverExceedsWhatIsAccepted() {
        Duration max = Duration.ofSeconds(2);
        for (String text : new String[] {null, "999999", "nonsense", "2001"}) {
            assertTrue(DeadlineText.MILLIS.read(text, max).remaining().compareTo(max) <= 0, text);
        }
        assertTrue(DeadlineText.MILLIS.read("0", max).isExpired());
        assertTrue(DeadlineText.MILLIS.read("-5", max).isExpired());
        assertTrue(DeadlineText.MILLIS.read("5", max).remaining().compareTo(Duration.ofMillis(5)) <= 0);
    }

    @ParameterizedTest
    @EnumSource
    void format_overTwentyHops_neverGrows(DeadlineText form) {
        Random random = new Random(7);
        for (int trial = 0; trial < 2000; trial++) {
            long nanos = random.nextLong() >>> random.nextInt(3, 63);
            for (int hop = 0; hop < 20; hop++) {
                String text = form.format(Deadline.after(Duration.ofNanos(nanos), ticker));
                Duration read = form.parse(text);
                assertTrue(read != null && read.toNanos() <= nanos, text + " of " + nanos);
                assertTrue(text.length() <= 20, text);
                nanos = read.toNanos();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"99999999, 99999999n", "100000000, 100000u", "250000000, 250000u", "86400000000000, 86400000m", "0, 0n"
    })
    void formatGrpc_anySpan_isTheFinestUnitOfEightDigits(long nanos, String text) {
        assertEquals(text, DeadlineText.GRPC.format(Deadline.after(Duration.ofNanos(nanos), ticker)));
    }

    @Test
    void format_partOfAMillisecond_isRoundedDown() {
        assertEquals("1", DeadlineText.MILLIS.format(Deadline.after(Duration.ofNanos(1_999_999), ticker)));
        assertEquals("0", DeadlineText.MILLIS.format(Deadline.after(Duration.ofNanos(999_999), ticker)));
        assertNull(DeadlineText.MILLIS.format(Deadline.NONE));
    }

    @ParameterizedTest
    @EnumSource
    void parse_randomCharacters_neverThrows(DeadlineText form) {
        Random random = new Random(11);
        String alphabet = "0123456789-+ numSMH.\u0000\uD83D\uDE00é";
        for (int trial = 0; trial < 200_000; trial++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Duration span = form.parse(text);
            assertTrue(span == null || !span.isNegative() && span.compareTo(Deadline.LONGEST) <= 0, text.toString());
        }
    }
}
