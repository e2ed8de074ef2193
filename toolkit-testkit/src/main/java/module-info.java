/**
 * What tests of a service share: time that the test owns, an executor that runs when it is told to, a TCP proxy that
 * breaks connections in the ways networks do, and a wait for what other threads do.
 */
@org.jspecify.annotations.NullMarked
module io.perftoolkit.testkit {
    requires static transitive org.jspecify;

    exports io.perftoolkit.testkit;
}
