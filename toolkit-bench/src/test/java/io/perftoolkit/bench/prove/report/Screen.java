package io.perftoolkit.bench.prove.report;

import java.util.ArrayList;
import java.util.List;

/** A terminal that knows just the sequences that may be sent to it; any other is an error. */
final class Screen {
    private final int width;
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    Screen(int width) {
        this.width = width;
    }

    Screen print(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c == '\033') {
                int end = i + 1;
                while (!Character.isLetter(text.charAt(end))) {
                    end++;
                }
                sequence(text.substring(i, end + 1));
                i = end + 1;
            } else if (c == '\n') {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else if (c == '\r') {
                column = 0;
            } else {
                put(c);
            }
        }
        return this;
    }

    private void put(char c) {
        StringBuilder line = lines.get(row);
        if (column >= width - 1) {
            throw new AssertionError("line reaches the last of " + width + " columns: " + line);
        }
        while (line.length() <= column) {
            line.append(' ');
        }
        line.setCharAt(column++, c);
    }

    private void sequence(String sequence) {
        if (sequence.matches("\\[[0-9;]*m")) {
            return;
        }
        if (sequence.matches("\\[[0-9]+A")) {
            row -= Integer.parseInt(sequence.substring(1, sequence.length() - 1));
        } else if (sequence.equals("[K")) {
            lines.get(row).setLength(Math.min(lines.get(row).length(), column));
        } else if (sequence.equals("[J")) {
            lines.get(row).setLength(Math.min(lines.get(row).length(), column));
            lines.subList(row + 1, lines.size()).clear();
        } else {
            throw new AssertionError("a sequence that changes the terminal: " + sequence);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.toString().stripTrailing()).append('\n'));
        return text.toString().stripTrailing() + "\n";
    }
}
