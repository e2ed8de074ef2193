/**
 * What tests of a service share: time that the test owns, an executor that runs when it is told to, and a TCP proxy that
 * breaks connections in the ways networks do.
 */
@org.jspecify.annotations.NullMarked
module io.perftoolkit.testkit {
    requires static transitive org.jspecify;

    exports io.perftoolkit.testkit;
}
