package io.perftoolkit.bench.svg;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An element of SVG or HTML with its attributes and content, written so that both an XML and an HTML parser read the same.
 *
 * <p>Text and attribute values are escaped, whatever they hold; what XML cannot carry at all becomes U+FFFD.
 */
public final class Element {
    /** HTML ends these by itself, so an end tag would be an error. */
    private static final Set<String> VOID = Set.of("meta", "br", "hr", "img", "input", "link", "col", "wbr");

    /** SVG shapes without content; of others HTML insists on an end tag. */
    private static final Set<String> SHAPES = Set.of("path", "line", "rect", "circle", "use", "stop");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Consumer<StringBuilder>> content = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    /**
     * An empty element.
     *
     * @param name of the tag, trusted
     * @return the element
     */
    public static Element of(String name) {
        return new Element(name);
    }

    /**
     * An element with a class and text.
     *
     * @param name of the tag, trusted
     * @param css its class, or an empty string for none
     * @param text its text
     * @return the element
     */
    public static Element of(String name, String css, String text) {
        Element element = new Element(name);
        if (!css.isEmpty()) {
            element.attr("class", css);
        }
        return text.isEmpty() ? element : element.text(text);
    }

    /**
     * Sets an attribute.
     *
     * @param attribute its name, trusted
     * @param value its value
     * @return this
     */
    public Element attr(String attribute, String value) {
        attributes.put(attribute, value);
        return this;
    }

    /**
     * Sets an attribute to a number, rounded to a hundredth.
     *
     * @param attribute its name, trusted
     * @param value its value
     * @return this
     */
    public Element attr(String attribute, double value) {
        return attr(attribute, number(value));
    }

    /**
     * Appends a child. It may still be changed afterwards.
     *
     * @param child what to append
     * @return this
     */
    public Element add(Element child) {
        content.add(child::writeTo);
        return this;
    }

    /**
     * Appends text.
     *
     * @param text any text
     * @return this
     */
    public Element text(String text) {
        content.add(to -> escape(to, text, false));
        return this;
    }

    /**
     * Appends what must not be escaped: the content of {@code style} and {@code script}, which HTML reads literally.
     *
     * @param text without {@code <} and {@code &}, since XML would read those otherwise than HTML
     * @return this
     * @throws IllegalArgumentException if it has one of them
     */
    public Element literal(String text) {
        if (text.indexOf('<') >= 0 || text.indexOf('&') >= 0) {
            throw new IllegalArgumentException("literal text must not contain < or &");
        }
        content.add(to -> to.append(text));
        return this;
    }

    /**
     * Appends this element's text to a buffer.
     *
     * @param to where to
     */
    public void writeTo(StringBuilder to) {
        to.append('<').append(name);
        attributes.forEach((attribute, value) -> {
            to.append(' ').append(attribute).append("=\"");
            escape(to, value, true);
            to.append('"');
        });
        if (content.isEmpty() && (VOID.contains(name) || SHAPES.contains(name))) {
            to.append("/>");
            return;
        }
        to.append('>');
        content.forEach(part -> part.accept(to));
        to.append("</").append(name).append('>');
    }

    /** @return this element as text */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        writeTo(text);
        return text.toString();
    }

    /**
     * A number as SVG wants it: at most two decimals, a point, no exponent.
     *
     * @param value a finite number
     * @return its text
     */
    public static String number(double value) {
        String text = BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
        return text.equals("-0") ? "0" : text;
    }

    private static void escape(StringBuilder to, String text, boolean attribute) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> to.append("&amp;");
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '"' -> to.append(attribute ? "&quot;" : "\"");
                case '\n', '\t' -> {
                    if (attribute) {
                        to.append("&#").append(c).append(';');
                    } else {
                        to.append((char) c);
                    }
                }
                default -> to.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
    }

    private static boolean isXml(int c) {
        boolean control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }
}
