package io.perftoolkit.bench.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ElementTest {
    @Test
    void text_withMarkup_isEscaped() {
        assertEquals(
                "<p class=\"a\">&lt;script&gt;&amp;\"</p>",
                Element.of("p", "a", "<script>&\"").toString());
    }

    @Test
    void attribute_withQuotesAndLineBreak_isEscaped() {
        assertEquals(
                "<p title=\"&quot;&lt;&#10;'\"></p>",
                Element.of("p").attr("title", "\"<\n'").toString());
    }

    @Test
    void text_withWhatXmlCannotCarry_isReplaced() {
        assertEquals(
                "<p>a\uFFFDb\uFFFDc\uFFFD\uD83D\uDE00</p>",
                Element.of("p", "", "a\u0000b\u001bc\uD800\uD83D\uDE00").toString());
    }

    @Test
    void element_withoutContent_endsAsItsLanguageWantsIt() {
        assertEquals("<div></div>", Element.of("div").toString());
        assertEquals("<br/>", Element.of("br").toString());
        assertEquals("<path d=\"M0 0\"/>", Element.of("path").attr("d", "M0 0").toString());
    }

    @Test
    void literal_withMarkup_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Element.of("style").literal("a<b"));
        assertThrows(IllegalArgumentException.class, () -> Element.of("style").literal("a&b"));
        assertEquals("<style>a>b</style>", Element.of("style").literal("a>b").toString());
    }

    @Test
    void number_ofAnySize_hasNoExponentAndTwoDecimals() {
        assertEquals("0", Element.number(-0.001));
        assertEquals("0.13", Element.number(0.125));
        assertEquals("100", Element.number(100));
        assertEquals("12345678900", Element.number(1.23456789e10));
    }
}
