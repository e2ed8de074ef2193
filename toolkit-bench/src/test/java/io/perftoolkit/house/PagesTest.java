package io.perftoolkit.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every relative link of the pages leads to a file that exists, every anchor to a heading. */
class PagesTest {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern LINK =
            Pattern.compile("\\]\\(\\s*<?([^)\\s>]+)>?[^)]*\\)|(?:src|href|srcset)=\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.+?)\\s*#*$");

    @Test
    void links_relative_leadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        int seen = 0;
        for (Path page : House.pages()) {
            Matcher link = LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""));
            while (link.find()) {
                String target = link.group(1) != null ? link.group(1) : link.group(2);
                if (!target.matches("[a-z][a-z+.-]*:.*")) {
                    seen++;
                    if (!leadsSomewhere(page, target)) {
                        dead.add(House.root().relativize(page) + " -> " + target);
                    }
                }
            }
        }
        assertTrue(seen >= 5, "only " + seen + " relative links found: the pattern is blind");
        assertEquals(List.of(), dead);
    }

    @Test
    void pages_nameNoMachine() throws IOException {
        // Split, so that this file does not name what it forbids.
        Pattern machine = Pattern.compile("(^|[^A-Za-z0-9_./-])/(wo" + "rk|ro" + "ot|ho" + "me)/");
        List<String> found = new ArrayList<>();
        for (Path page : House.pages()) {
            if (machine.matcher(Files.readString(page)).find()) {
                found.add(page.toString());
            }
        }
        assertEquals(List.of(), found);
    }

    private static boolean leadsSomewhere(Path page, String target) throws IOException {
        String[] parts = URLDecoder.decode(target, StandardCharsets.UTF_8).split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1
                || !file.toString().endsWith(".md")
                || anchors(file).contains(parts[1]);
    }

    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
