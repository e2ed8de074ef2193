package io.perftoolkit.bench.prove.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contrast as WCAG 2 computes it: 4.5 for text, 3 for what else must be seen. */
class ReportPaletteTest {
    private static final Pattern PAIR =
            Pattern.compile("--([a-z0-9-]+): light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);");
    private static final Map<String, String[]> COLOURS = new LinkedHashMap<>();
    private static String css = "";

    @BeforeAll
    static void read() throws Exception {
        try (InputStream in = ReportPaletteTest.class.getResourceAsStream("report.css")) {
            assertNotNull(in);
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher matcher = PAIR.matcher(css);
        while (matcher.find()) {
            COLOURS.put(matcher.group(1), new String[] {matcher.group(2), matcher.group(3)});
        }
    }

    @Test
    void colours_standOnlyInThePalette() {
        assertEquals(
                COLOURS.size() * 2L,
                Pattern.compile("#[0-9a-fA-F]{3,8}\\b").matcher(css).results().count());
        Matcher used = Pattern.compile("var\\(--([a-z0-9-]+)\\)").matcher(css);
        while (used.find()) {
            assertTrue(COLOURS.containsKey(used.group(1)), used.group(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text, page",
        "text, card",
        "soft, page",
        "soft, card",
        "text, none-fill",
        "soft, none-fill",
        "pass, pass-fill",
        "fail, fail-fill",
        "note, note-fill",
        "lane1, page"
    })
    void text_onItsGround_isReadable(String text, String ground) {
        for (int scheme = 0; scheme < 2; scheme++) {
            double contrast = contrast(colour(text, scheme), colour(ground, scheme));
            assertTrue(contrast >= 4.5, text + " on " + ground + ", scheme " + scheme + ": " + contrast);
        }
    }

    /** Bands are drawn with an opacity over a card, and text may stand on them. */
    @ParameterizedTest
    @ValueSource(strings = {"note", "soft"})
    void text_onABand_isReadable(String text) {
        for (int scheme = 0; scheme < 2; scheme++) {
            double[] band = mix(colour("band", scheme), colour("card", scheme), 0.55);
            double contrast = contrast(colour(text, scheme), band);
            assertTrue(contrast >= 4.5, text + ", scheme " + scheme + ": " + contrast);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lane0", "lane1", "lane2", "lane3", "lane4", "fail", "note", "heat6", "heat7"})
    void marks_onTheCard_areSeen(String mark) {
        for (int scheme = 0; scheme < 2; scheme++) {
            double contrast = contrast(colour(mark, scheme), colour("card", scheme));
            assertTrue(contrast >= 3, mark + ", scheme " + scheme + ": " + contrast);
        }
    }

    /** Whoever sees no hue still sees the order. */
    @Test
    void shades_ofHeat_riseInContrastToTheCard() {
        for (int scheme = 0; scheme < 2; scheme++) {
            double before = 1;
            for (int shade = 0; shade < Heat.SHADES; shade++) {
                double contrast = contrast(colour("heat" + shade, scheme), colour("card", scheme));
                assertTrue(contrast > before * 1.08, "heat" + shade + ", scheme " + scheme + ": " + contrast);
                before = contrast;
            }
        }
    }

    private static double[] colour(String name, int scheme) {
        String hex = COLOURS.get(name)[scheme];
        double[] colour = new double[3];
        for (int i = 0; i < 3; i++) {
            colour[i] = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
        }
        return colour;
    }

    private static double[] mix(double[] above, double[] below, double opacity) {
        double[] mixed = new double[3];
        for (int i = 0; i < 3; i++) {
            mixed[i] = above[i] * opacity + below[i] * (1 - opacity);
        }
        return mixed;
    }

    private static double contrast(double[] a, double[] b) {
        double light = Math.max(luminance(a), luminance(b));
        double dark = Math.min(luminance(a), luminance(b));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double luminance(double[] colour) {
        return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
