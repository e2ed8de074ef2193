/** The ground floor of the toolkit: parts that count and time. At run time it needs the JDK and SLF4J only. */
@org.jspecify.annotations.NullMarked
module io.perftoolkit.core {
    requires java.management;
    requires static jdk.management; // allocation per thread and CPU time; "unknown" where a runtime image left it out
    requires static jdk.unsupported; // unmaps files on JDKs before 22; left to the collector where it is missing
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.perftoolkit.admission;
    exports io.perftoolkit.bytes;
    exports io.perftoolkit.cache;
    exports io.perftoolkit.count;
    exports io.perftoolkit.deadline;
    exports io.perftoolkit.latency;
    exports io.perftoolkit.memory;
    exports io.perftoolkit.objectpool;
    exports io.perftoolkit.store;
    exports io.perftoolkit.task;
}
