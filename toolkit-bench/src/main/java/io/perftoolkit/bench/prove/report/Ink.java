package io.perftoolkit.bench.prove.report;

import java.util.Locale;
import java.util.Map;

/**
 * What a stream can show: colours or none, all of Unicode or ASCII.
 *
 * @param colour whether escape sequences for colours may be written
 * @param unicode whether other characters than ASCII may be written
 */
record Ink(boolean colour, boolean unicode) {
    enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        PASS("32"),
        FAIL("1;31"),
        WARN("33"),
        ACCENT("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** Of the 256 colours: greens up to the goal, then orange to red. The glyph's height says the same without them. */
    private static final int[] SHADES = {29, 35, 71, 107, 143, 208, 202, 196};

    private static final String GLYPHS = "▁▂▃▄▅▆▇█";
    private static final String ASCII_GLYPHS = ".:-=+*#@";

    static Ink of(Map<String, String> env, boolean isTerminal) {
        boolean refused = !env.getOrDefault("NO_COLOR", "").isEmpty() || isDumb(env);
        return new Ink(isTerminal && !refused, isUnicode(env));
    }

    static boolean isDumb(Map<String, String> env) {
        return env.getOrDefault("TERM", "").equals("dumb");
    }

    /** POSIX: the first of the three that is set and not empty counts. */
    private static boolean isUnicode(Map<String, String> env) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = env.getOrDefault(name, "").toLowerCase(Locale.ROOT);
            if (!value.isEmpty()) {
                return value.contains("utf-8") || value.contains("utf8");
            }
        }
        return false;
    }

    String paint(Style style, String text) {
        return colour && style != Style.PLAIN && !text.isBlank() ? "\033[" + style.code + "m" + text + "\033[0m" : text;
    }

    /** The glyph of a cell: its shade, or a cross if requests failed in it. */
    String heat(Heat.Cell cell) {
        if (cell.sent() == 0) {
            return " ";
        }
        String glyph = cell.errors() > 0 ? cross() : glyph(Heat.shade(cell.p99Nanos()));
        return heat(Heat.shade(cell.p99Nanos()), glyph);
    }

    String heat(int shade, String glyph) {
        return colour ? "\033[38;5;" + SHADES[shade] + "m" + glyph + "\033[0m" : glyph;
    }

    String glyph(int shade) {
        return String.valueOf((unicode ? GLYPHS : ASCII_GLYPHS).charAt(shade));
    }

    String cross() {
        return unicode ? "×" : "x";
    }

    /** Text that this stream can show. */
    String plain(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == '\u00A0') {
                shown.append(' '); // an escape sequence in a finding must not reach the terminal
            } else if (unicode || c < 0x7F) {
                shown.appendCodePoint(c);
            } else {
                shown.append(ascii(c));
            }
        });
        return shown.toString();
    }

    private static String ascii(int c) {
        return switch (c) {
            case 'µ' -> "u";
            case '–', '─', '—' -> "-";
            case '×' -> "x";
            case '≤' -> "<=";
            case '≥' -> ">=";
            case '≈' -> "~";
            case '·' -> "|";
            case '└', '┘' -> "|";
            case '✓' -> "*";
            case '…' -> "...";
            case '“', '”' -> "\"";
            case '’' -> "'";
            default -> "?";
        };
    }
}
