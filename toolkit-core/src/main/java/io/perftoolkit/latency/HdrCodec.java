package io.perftoolkit.latency;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * HdrHistogram's compressed form of a histogram, version 2: counts by sub-bucket as zigzag LEB128, runs of zeros as
 * their negative length, deflated, in Base64.
 *
 * @see <a href="https://github.com/HdrHistogram/HdrHistogram/blob/master/src/main/java/org/HdrHistogram/AbstractHistogram.java">AbstractHistogram.encodeIntoByteBuffer</a>
 */
final class HdrCodec {
    private static final int COOKIE = 0x1c849313;
    private static final int COMPRESSED_COOKIE = 0x1c849314;
    private static final int COOKIE_BASE_MASK = ~0xf0;
    private static final int HEADER_BYTES = 40;

    /** What a foreign log may ask us to unfold at most. */
    private static final int MOST_BYTES = 1 << 24;

    /** Three digits: sub-buckets of 0.1 %, ten to a cell of ours. */
    private static final int DIGITS = 3;

    private static final int SUB_BUCKET_BITS = 11;

    private HdrCodec() {}

    /** The sub-bucket of a value, where the first unit is 1 and 2^bits sub-buckets are kept apart. */
    static int index(long value, int bits) {
        int bucket = Math.max(0, 64 - bits - Long.numberOfLeadingZeros(value));
        return (bucket << (bits - 1)) + (int) (value >>> bucket);
    }

    /** The middle of a sub-bucket, as HdrHistogram answers it. */
    static long middle(int index, int bits, int unitShift) {
        int bucket = Math.max(0, (index >> (bits - 1)) - 1);
        int shift = bucket + unitShift;
        long lowest = (long) (index - (bucket << (bits - 1))) << shift;
        return lowest + ((1L << shift) >> 1);
    }

    static String encode(LatencySnapshot snapshot) {
        long highest = Math.max(2, Buckets.longest(snapshot.schema(), snapshot.lastCell()));
        ByteBuffer plain = ByteBuffer.allocate(HEADER_BYTES + 9 * (index(highest, SUB_BUCKET_BITS) + 1));
        plain.putInt(COOKIE).putInt(0).putInt(0).putInt(DIGITS);
        plain.putLong(1).putLong(highest).putDouble(1.0);
        var writer = new CountWriter(plain);
        if (snapshot.zeroCount() > 0) {
            writer.add(0, snapshot.zeroCount());
        }
        snapshot.forEachCell((bucket, count) ->
                writer.add(index(Buckets.middle(snapshot.schema(), bucket), SUB_BUCKET_BITS), count));
        writer.finish();
        plain.putInt(Integer.BYTES, plain.position() - HEADER_BYTES);
        return Base64.getEncoder().encodeToString(deflate(plain.flip()));
    }

    private static byte[] deflate(ByteBuffer plain) {
        var deflater = new Deflater();
        try {
            ByteBuffer whole = ByteBuffer.allocate(plain.remaining() + 64);
            whole.putInt(COMPRESSED_COOKIE).putInt(0);
            deflater.setInput(plain);
            deflater.finish();
            whole.putInt(Integer.BYTES, deflater.deflate(whole));
            byte[] bytes = new byte[whole.position()];
            whole.flip().get(bytes);
            return bytes;
        } finally {
            deflater.end();
        }
    }

    static LatencySnapshot decode(String base64) {
        try {
            ByteBuffer plain = inflate(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
            require((plain.getInt() & COOKIE_BASE_MASK) == (COOKIE & COOKIE_BASE_MASK), "cookie of the counts");
            int payload = plain.getInt();
            require(plain.getInt() == 0, "normalizing offset");
            int digits = plain.getInt();
            require(digits >= 0 && digits <= 5, "significant digits");
            long unit = plain.getLong();
            require(unit > 0, "lowest discernible value");
            plain.getLong();
            double ratio = plain.getDouble();
            require(ratio == 1.0 && payload == plain.remaining(), "ratio or length");
            return counts(plain, bits(digits), 63 - Long.numberOfLeadingZeros(unit));
        } catch (BufferUnderflowException | DataFormatException e) {
            throw new IllegalArgumentException("not a compressed HdrHistogram, version 2: cut short or damaged", e);
        }
    }

    private static ByteBuffer inflate(ByteBuffer whole) throws DataFormatException {
        require((whole.getInt() & COOKIE_BASE_MASK) == (COMPRESSED_COOKIE & COOKIE_BASE_MASK), "cookie");
        int length = whole.getInt();
        require(length >= 0 && length <= whole.remaining(), "length");
        var inflater = new Inflater();
        try {
            inflater.setInput(whole.limit(whole.position() + length));
            ByteBuffer plain = ByteBuffer.allocate(HEADER_BYTES + (1 << 16));
            while (!inflater.finished()) {
                int more = inflater.inflate(plain);
                require(more > 0 || inflater.finished(), "compressed counts");
                if (!plain.hasRemaining()) {
                    require(plain.capacity() < MOST_BYTES, "size");
                    plain = ByteBuffer.allocate(plain.capacity() * 2).put(plain.flip());
                }
            }
            return plain.flip();
        } finally {
            inflater.end();
        }
    }

    private static int bits(int digits) {
        long largest = 2 * Math.round(Math.pow(10, digits));
        return 64 - Long.numberOfLeadingZeros(largest - 1);
    }

    private static LatencySnapshot counts(ByteBuffer plain, int bits, int unitShift) {
        var tally = new Tally();
        int index = 0;
        while (plain.hasRemaining()) {
            long count = zigzag(plain);
            if (count < 0) {
                require(-count <= Integer.MAX_VALUE - index, "run of zeros");
                index += (int) -count;
            } else {
                if (count > 0) {
                    require(index >> (bits - 1) <= 64 - bits - unitShift, "index");
                    tally.add(Math.min(Schema6.LIMIT, middle(index, bits, unitShift)), count);
                }
                index++;
            }
        }
        return tally.toSnapshot();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("not a compressed HdrHistogram, version 2: bad " + what);
        }
    }

    /** LEB128 with nine bytes at most: the ninth carries eight bits. */
    private static long zigzag(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 56; shift += 7) {
            byte b = from.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        value |= (long) from.get() << 56;
        return (value >>> 1) ^ -(value & 1);
    }

    /** Takes counts in rising order of their index, joins those of one index, and writes runs of zeros as one number. */
    private static final class CountWriter {
        private final ByteBuffer to;
        private int index = -1;
        private long pending;

        CountWriter(ByteBuffer to) {
            this.to = to;
        }

        void add(int at, long count) {
            if (at == index) {
                pending += count;
                return;
            }
            finish();
            if (at > index + 1) {
                write(at == index + 2 ? 0 : -(at - index - 1L));
            }
            index = at;
            pending = count;
        }

        void finish() {
            if (index >= 0) {
                write(pending);
            }
        }

        private void write(long count) {
            long value = (count << 1) ^ (count >> 63);
            for (int i = 0; i < 8; i++) {
                if (value >>> 7 == 0) {
                    to.put((byte) value);
                    return;
                }
                to.put((byte) (value | 0x80));
                value >>>= 7;
            }
            to.put((byte) value);
        }
    }
}
