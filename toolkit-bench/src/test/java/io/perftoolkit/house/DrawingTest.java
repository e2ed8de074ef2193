package io.perftoolkit.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The drawing of rooms and arrows in docs/architecture.md is what the compiled classes say. After a change of the rooms,
 * {@code mvn verify -Dhouse.redraw=true} draws it anew.
 */
class DrawingTest {
    private static final Pattern DRAWING =
            Pattern.compile("(?s)(<!-- drawn by DrawingTest -->\\R).*?(<!-- /drawn -->)");

    @Test
    void drawing_ofTheRooms_isWhatTheClassesSay() throws IOException {
        Path page = House.root().resolve("docs/architecture.md");
        String text = Files.readString(page);
        Matcher place = DRAWING.matcher(text);
        assertTrue(place.find(), page + " has no place for the drawing");
        String fresh = place.replaceFirst(Matcher.quoteReplacement(place.group(1) + draw() + place.group(2)));
        if (Boolean.getBoolean("house.redraw")) {
            Files.writeString(page, fresh);
        }
        assertEquals(fresh, Files.readString(page), "redraw with: mvn verify -Dhouse.redraw=true");
    }

    @Test
    void rooms_ofTheLibraries_standInTheTable() throws IOException {
        String text = Files.readString(House.root().resolve("docs/architecture.md"));
        for (String room : rooms().keySet()) {
            assertTrue(text.contains("`" + room + "`"), "docs/architecture.md does not explain room " + room);
        }
    }

    private static String draw() {
        Map<String, Set<String>> rooms = rooms();
        var drawing = new StringBuilder("```mermaid\nflowchart TD\n");
        for (House.Module module : House.Module.values()) {
            drawing.append("  subgraph ").append(module.artifact).append('\n');
            rooms.keySet().stream()
                    .filter(room -> House.Module.of(room) == module)
                    .forEach(room -> drawing.append("    ").append(node(room)).append('\n'));
            drawing.append("  end\n");
        }
        rooms.forEach((room, used) -> used.forEach(other -> drawing.append("  ")
                .append(id(room))
                .append(" --> ")
                .append(id(other))
                .append('\n')));
        return drawing.append("```\n").toString();
    }

    /** Each room and the rooms that it uses. */
    private static Map<String, Set<String>> rooms() {
        Map<String, Set<String>> rooms = new TreeMap<>();
        for (JavaClass type : House.classes()) {
            if (type.getPackageName().contains("jmh_generated")) {
                continue;
            }
            Set<String> used = type.getDirectDependenciesFromSelf().stream()
                    .map(use -> use.getTargetClass().getBaseComponentType().getPackageName())
                    .filter(name -> name.startsWith("io.perftoolkit") && !name.equals(type.getPackageName()))
                    .collect(Collectors.toCollection(TreeSet::new));
            rooms.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .addAll(used);
        }
        return rooms;
    }

    private static String node(String room) {
        return id(room) + "[\"" + room.substring("io.perftoolkit.".length()) + "\"]";
    }

    private static String id(String room) {
        return room.substring("io.perftoolkit.".length()).replace('.', '_');
    }
}
