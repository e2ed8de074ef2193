package io.perftoolkit.bench.prove.report;

import java.util.ArrayList;
import java.util.List;

/** One line for a terminal, never wider than it, whatever escape sequences are in it. */
final class Line {
    private final Ink ink;
    private final int width;
    private final StringBuilder text = new StringBuilder();
    private int column;

    Line(Ink ink, int width) {
        this.ink = ink;
        this.width = width;
    }

    Line add(String words) {
        return add(Ink.Style.PLAIN, words);
    }

    Line add(Ink.Style style, String words) {
        String shown = cut(ink.plain(words), width - column);
        text.append(ink.paint(style, shown));
        column += shown.codePointCount(0, shown.length());
        return this;
    }

    Line heat(Heat.Cell cell) {
        if (column < width) {
            text.append(ink.heat(cell));
            column++;
        }
        return this;
    }

    Line heat(int shade) {
        if (column < width) {
            text.append(ink.heat(shade, ink.glyph(shade)));
            column++;
        }
        return this;
    }

    /** Blanks up to a column; one blank if the text is there already. */
    Line to(int wanted) {
        boolean touches = column > wanted || (column == wanted && column > 0 && text.charAt(text.length() - 1) != ' ');
        return add(touches ? " " : " ".repeat(wanted - column));
    }

    /** Text that ends before a column. */
    Line right(Ink.Style style, String words, int end) {
        String shown = ink.plain(words);
        int blanks = end - column - shown.codePointCount(0, shown.length());
        return add(" ".repeat(Math.max(0, blanks))).add(style, words);
    }

    @Override
    public String toString() {
        return text.toString().stripTrailing();
    }

    /** Words over several lines, each as wide as it may be. */
    static List<String> wrap(String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    static String cut(String words, int room) {
        int length = words.codePointCount(0, words.length());
        return length <= room ? words : words.substring(0, words.offsetByCodePoints(0, Math.max(0, room)));
    }
}
