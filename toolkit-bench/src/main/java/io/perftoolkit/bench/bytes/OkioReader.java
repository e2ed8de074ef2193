package io.perftoolkit.bench.bytes;

import java.io.IOException;
import java.nio.file.Path;
import okio.Buffer;
import okio.Okio;
import okio.Source;

/** Okio's way without a copy of its own: segments of 8 KiB, looked at by a cursor. */
final class OkioReader extends FileReader {
    OkioReader(Path file, Look look) {
        super(file, look);
    }

    @Override
    long pass() throws IOException {
        long sum = 0;
        Buffer buffer = new Buffer();
        Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
        try (Source source = Okio.source(file)) {
            while (source.read(buffer, CHUNK) > 0) {
                buffer.readUnsafe(cursor);
                while (cursor.next() > 0) {
                    sum += look.at(cursor.data, cursor.start, cursor.end);
                }
                cursor.close();
                buffer.clear();
            }
        }
        return sum;
    }
}
