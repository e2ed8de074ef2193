package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.perftoolkit.bench.prove.result.LaneResult.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|–",
                "-1|–",
                "4200|4.20 µs",
                "99999|100 µs",
                "100000|0.10 ms",
                "214000|0.21 ms",
                "9994000|9.99 ms",
                "9996000|10.0 ms",
                "12000000|12.0 ms",
                "158400000|158 ms",
                "999400000|999 ms",
                "999600000|1.00 s",
                "1904000000|1.90 s"
            })
    void latency_ofAnySize_hasThreeDigitsAndAUnit(long nanos, String text) {
        assertEquals(text, spaced(Figures.latency(nanos)));
    }

    @ParameterizedTest
    @CsvSource({
        "0.006329, 1/158",
        "0.000525, 1/1905",
        "0.0999, 1/10",
        "0.1, 0.10x",
        "0.86, 0.86x",
        "1, 1.00x",
        "1.17, 1.17x",
        "12.34, 12.3x",
        "158.4, 158x",
        "1903.2, 1903x",
        "0, –",
        "NaN, –",
        "Infinity, –"
    })
    void ratio_ofAnySize_isAFractionOrAFactor(double ratio, String text) {
        assertEquals(text, spaced(Figures.ratio(ratio)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.00002, < 0.001",
        "0.012, 0.012",
        "0.0999, 0.10",
        "8.336, 8.34",
        "41.23, 41.2",
        "99.96, 100",
        "12345.6, 12 346",
        "NaN, –"
    })
    void digits_ofAnySize_keepThreeThatCount(double value, String text) {
        assertEquals(text, spaced(Figures.digits(value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "goal of 10 000/s on 2 processors|goal of 10_000/s on 2 processors",
                "< 100 ms|<_100_ms",
                ">= 792/s, 99 % of what was offered|≥_792/s, 99_% of what was offered",
                "23 % of 2 s and 4 sorts|23_% of 2_s and 4 sorts"
            })
    void bound_words_keepEachFigureWithItsUnit(String words, String text) {
        assertEquals(text, Figures.bound(words).replace('\u00A0', '_'));
    }

    @Test
    void seconds_asMeasured_areRoundedToTenths() {
        assertEquals("2 s", spaced(Figures.seconds(2.003)));
        assertEquals("0.7 s", spaced(Figures.seconds(0.673)));
    }

    @Test
    void target_thatTheSystemDoesNotTell_isNotAFigure() {
        assertEquals("–", Figures.target(new Target("memory (RSS)", "< 512 MB", -1, "MB", null)));
    }

    private static String spaced(String text) {
        return text.replace('\u00A0', ' ');
    }
}
