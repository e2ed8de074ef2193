package io.perftoolkit.bench.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
    private final Plot plot = new Plot(
            400,
            200,
            "A <title>",
            "What \"there\" is",
            Scale.linear(0, 10, 5, Element::number),
            Scale.log(1, 100, Element::number),
            "s",
            "ms");

    @Test
    void svg_ofEveryMark_isWellFormedAndNamed() throws Exception {
        plot.band("lock", 2, 4, "locked")
                .line("a", new double[] {0, 1, 2}, new double[] {1, 10, 100})
                .bar("b", 3, 4, 50, "")
                .dot("c", 5, 10, "<5>")
                .whiskerX("c", 4, 6, 10)
                .whiskerY("c", 5, 5, 20)
                .ruleX("d", 1)
                .ruleY("d", 1)
                .text("e", 1, 1, 0, 0, "start", "a & b");
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(plot.svg().toString())));
        assertEquals("A <title>", document.getElementsByTagName("title").item(0).getTextContent());
        assertEquals(
                "What \"there\" is",
                document.getElementsByTagName("desc").item(0).getTextContent());
        assertEquals(1, document.getElementsByTagName("circle").getLength());
        assertEquals(2, document.getElementsByTagName("rect").getLength());
    }

    @Test
    void line_withNaN_hasAGap() {
        plot.line("gap", new double[] {0, 1, 2, 3}, new double[] {1, Double.NaN, 10, 10});
        String path = plot.svg().toString().replaceAll("(?s).*class=\"gap\" d=\"([^\"]*)\".*", "$1");
        assertEquals(2, path.chars().filter(c -> c == 'M').count(), path);
        assertEquals(1, path.chars().filter(c -> c == 'L').count(), path);
    }

    @Test
    void axes_runRightAndUp() {
        assertTrue(plot.px(10) > plot.px(0));
        assertTrue(plot.py(100) < plot.py(1));
    }

    @Test
    void axisOfNames_runsDown() {
        Plot rows = new Plot(
                400, 200, "t", "d", Scale.log(0.5, 2, Element::number), Scale.names(List.of("a", "b")), "", "");
        assertTrue(rows.py(0) < rows.py(1));
    }
}
