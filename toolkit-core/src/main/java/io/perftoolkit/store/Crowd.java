package io.perftoolkit.store;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries whose keys share one hash code and one comparable class: sorted, so that a flood of them stays searchable.
 *
 * <p>Read without a lock, changed under that of the shard. It moves from table to table as it is: a reader in a frozen
 * table finds what is in it now, which is right as well.
 */
final class Crowd {
    /*
     * Invariant: each list holds the keys that compare as equal, which need not be equal. A key of another class may be
     * equal to one in here; it is looked for among all, because a comparison between classes may throw (CrowdTest).
     */

    /** So many keys of one hash keep slots of their own. */
    static final int LONELY = 8;

    private final Class<?> type;
    private final ConcurrentSkipListMap<Object, Link> links = new ConcurrentSkipListMap<>();

    Crowd(Class<?> type) {
        this.type = type;
    }

    /** Whether keys like this one can be sorted: a class may be comparable with another one only. */
    @SuppressWarnings("unchecked") // asked, not assumed
    static boolean isFor(Object key) {
        try {
            return key instanceof Comparable<?> comparable && ((Comparable<Object>) comparable).compareTo(key) == 0;
        } catch (ClassCastException e) {
            return false;
        }
    }

    /** Whether a key belongs here. One class may have keys that cannot be compared: lists of this and of that. */
    boolean takes(Object key) {
        try {
            if (!isOfType(key)) {
                return false;
            }
            Link here = links.get(key); // compares
            return here == null || isOfType(here.key);
        } catch (ClassCastException e) {
            return false;
        }
    }

    private boolean isOfType(Object key) {
        return key.getClass() == type;
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    @Nullable
    Object get(Object key) {
        Link link = link(key);
        return link == null ? null : link.value;
    }

    private @Nullable Link link(Object key) {
        if (isOfType(key)) {
            try {
                return Link.find(links.get(key), key);
            } catch (ClassCastException e) {
                // of the same class, but not comparable with all of them: looked for one by one
            }
        }
        for (Link first : links.values()) {
            Link link = Link.find(first, key);
            if (link != null) {
                return link;
            }
        }
        return null;
    }

    /** Adds an entry, replaces its value, or removes it where the value is null. */
    void set(Object key, @Nullable Object value) {
        Link old = link(key);
        Object name = old == null ? key : old.key;
        Link rest = Link.without(links.get(name), name);
        if (value != null) {
            links.put(name, new Link(name, value, rest));
        } else if (rest != null) {
            links.put(name, rest);
        } else {
            links.remove(name);
        }
    }

    Iterator<Map.Entry<Object, Object>> iterator() {
        return links.values().stream()
                .flatMap(Link::stream)
                .map(link -> Map.entry(link.key, link.value))
                .iterator();
    }

    /** A list that never changes, nearly always of one. */
    private record Link(Object key, Object value, @Nullable Link next) {
        static @Nullable Link find(@Nullable Link first, Object key) {
            for (Link link = first; link != null; link = link.next) {
                if (key.equals(link.key)) {
                    return link;
                }
            }
            return null;
        }

        @SuppressWarnings("ReferenceEquality") // the name is the very key that is kept
        static @Nullable Link without(@Nullable Link first, Object name) {
            if (first == null) {
                return null;
            }
            Link rest = without(first.next, name);
            return first.key == name ? rest : new Link(first.key, first.value, rest);
        }

        java.util.stream.Stream<Link> stream() {
            return java.util.stream.Stream.iterate(this, link -> link != null, link -> link.next);
        }
    }
}
