/** What meets the network, on Netty. */
@org.jspecify.annotations.NullMarked
module io.perftoolkit.net {
    requires transitive io.netty.buffer;
    requires io.netty.common;
    requires transitive io.perftoolkit.core;
    requires static transitive org.jspecify;

    exports io.perftoolkit.net.bytes;
}
