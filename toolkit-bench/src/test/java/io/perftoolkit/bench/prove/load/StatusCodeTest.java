package io.perftoolkit.bench.prove.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusCodeTest {
    /** Netty is the witness: with Huffman coding from the first octet on, and never; its table told to be empty. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void of_whatNettyWrites_isRead(int huffmanFrom) throws Exception {
        for (int status = 100; status < 600; status++) {
            var encoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 16, huffmanFrom);
            encoder.configuration().maxHeaderTableSize(0);
            ByteBuf out = Unpooled.buffer();
            encoder.encodeHeaders(
                    1, new DefaultHttp2Headers().status("" + status).set("server", "x"), out);
            assertEquals(status, StatusCode.of(out.nioBuffer()));
            out.release();
        }
    }

    @Test
    void of_somethingElse_isMinusOne() {
        assertEquals(-1, StatusCode.of(ByteBuffer.wrap(new byte[0])));
        assertEquals(-1, StatusCode.of(ByteBuffer.wrap(new byte[] {(byte) 0x82})));
        assertEquals(-1, StatusCode.of(ByteBuffer.wrap(new byte[] {8, 2, '5', '0'})));
        assertEquals(-1, StatusCode.of(ByteBuffer.wrap(new byte[] {8, (byte) 0x81, 0})));
    }
}
