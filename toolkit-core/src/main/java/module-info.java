/** The ground floor of the toolkit: parts that count and time. At run time it needs the JDK and SLF4J only. */
@org.jspecify.annotations.NullMarked
module io.perftoolkit.core {
    requires static transitive org.jspecify;

    exports io.perftoolkit.count;
    exports io.perftoolkit.latency;
}
