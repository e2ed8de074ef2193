package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One row with the answer made of it, or the knowledge that there is no such row (version 0). Immutable but for its pause. */
final class Item {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final long id;
    private final long version;
    private final String name;
    private final byte[] json;
    private final long loadedAtNanos;
    private volatile long refreshNotBeforeNanos;

    Item(long id, long version, String name, long loadedAtNanos) {
        this.id = id;
        this.version = version;
        this.name = name;
        this.json = json(id, version, name);
        this.loadedAtNanos = loadedAtNanos;
        this.refreshNotBeforeNanos = loadedAtNanos;
    }

    static Item absent(long id, long nowNanos) {
        return new Item(id, 0, "", nowNanos);
    }

    long id() {
        return id;
    }

    /** 1 and above for a row; 0 if there is none. */
    long version() {
        return version;
    }

    String name() {
        return name;
    }

    boolean isAbsent() {
        return version == 0;
    }

    /** The body of the answer; shared, never written to. */
    byte[] json() {
        return json;
    }

    long ageNanos(long nowNanos) {
        return nowNanos - loadedAtNanos;
    }

    /** Whether a reader of this stale item should try to load it anew, rather than pause after a failed try. */
    boolean mayRefresh(long nowNanos) {
        return nowNanos - refreshNotBeforeNanos >= 0;
    }

    void pauseRefresh(long untilNanos) {
        refreshNotBeforeNanos = untilNanos;
    }

    private static byte[] json(long id, long version, String name) {
        var text = new StringBuilder(48 + name.length());
        text.append("{\"id\":")
                .append(id)
                .append(",\"version\":")
                .append(version)
                .append(",\"name\":\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
            } else {
                text.append(c);
            }
        }
        return text.append("\"}").toString().getBytes(UTF_8);
    }
}
