package io.perftoolkit.bench.league;

import java.util.Collection;
import java.util.Comparator;

/** The known word that a mistyped one was probably meant to be. */
final class Nearest {
    private Nearest() {}

    /** The one with the fewest letters to insert, delete or replace; the first of equals in alphabetical order. */
    static String of(String word, Collection<String> known) {
        return known.stream()
                .sorted()
                .min(Comparator.comparingInt(k -> distance(word, k)))
                .orElseThrow();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
