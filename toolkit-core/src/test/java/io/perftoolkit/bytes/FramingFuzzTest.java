package io.perftoolkit.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The framers against the plainest code that does the same, over hostile channels and small slabs. */
class FramingFuzzTest {
    private static final int ROUNDS = 3_000;

    @Test
    void delimiter_anySource_cutsAsTheReferenceDoes() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] source = new byte[random.nextInt(600)];
            for (int i = 0; i < source.length; i++) {
                source[i] = (byte) random.nextInt(random.nextInt(4) == 0 ? 2 : 40); // enough for false starts
            }
            byte[] delimiter = new byte[1 + random.nextInt(3)];
            for (int i = 0; i < delimiter.length; i++) {
                delimiter[i] = (byte) random.nextInt(2);
            }
            int max = 1 + random.nextInt(200);
            assertEquals(
                    reference(source, delimiter, max),
                    cut(Framing.delimiter(delimiter).maxFrame(max).allowPartial(), source, round),
                    "round " + round);
        }
    }

    @Test
    void lengthPrefix_anySource_cutsAsTheReferenceDoes() throws Exception {
        Random random = new Random(12);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] source = Hostile.random(random.nextInt(900), round);
            int max = 1 + random.nextInt(255);
            assertEquals(
                    reference(source, max),
                    cut(Framing.lengthPrefix(1).maxFrame(max).allowPartial(), source, round),
                    "round " + round);
        }
    }

    private static List<String> reference(byte[] source, byte[] delimiter, int max) {
        List<String> frames = new ArrayList<>();
        int from = 0;
        for (int at = 0; at <= source.length - delimiter.length; at++) {
            boolean here = true;
            for (int i = 0; i < delimiter.length; i++) {
                here &= source[at + i] == delimiter[i];
            }
            if (here) {
                if (at - from > max) {
                    break;
                }
                frames.add(text(source, from, at - from));
                from = at + delimiter.length;
                at = from - 1;
            }
        }
        int end = next(source, delimiter, from);
        if (end - from > max) {
            frames.add("too long");
        } else if (from < source.length) {
            frames.add(text(source, from, source.length - from));
            if (source.length - from > max) {
                frames.set(frames.size() - 1, "too long");
            }
        }
        frames.sort(null);
        return frames;
    }

    private static int next(byte[] source, byte[] delimiter, int from) {
        for (int at = from; at <= source.length - delimiter.length; at++) {
            boolean here = true;
            for (int i = 0; i < delimiter.length; i++) {
                here &= source[at + i] == delimiter[i];
            }
            if (here) {
                return at;
            }
        }
        return source.length;
    }

    private static List<String> reference(byte[] source, int max) {
        List<String> frames = new ArrayList<>();
        for (int at = 0; at < source.length; ) {
            int length = source[at] & 0xff;
            if (length > max) {
                frames.add("too long");
                frames.sort(null);
                return frames;
            }
            int there = Math.min(length, source.length - at - 1);
            frames.add(text(source, at + 1, there));
            at += 1 + length;
        }
        frames.sort(null);
        return frames;
    }

    /** Holds some frames open, and closes them in any order, as a consumer with several threads would. */
    private static List<String> cut(Framing framing, byte[] source, int seed) throws Exception {
        Random random = new Random(seed);
        List<String> found = new ArrayList<>();
        var held = new ArrayDeque<Chunk>();
        try (SlabPool pool = SlabPool.builder()
                .slabSize(1 + random.nextInt(80))
                .maxSlabs(12)
                .strict(random.nextBoolean())
                .build()) {
            try (Chunker chunks = Chunker.of(new Hostile(source, seed, 1 + random.nextInt(100)))
                    .chunkSize(1)
                    .slabs(pool)
                    .open()) {
                Frames frames = framing.over(chunks);
                while (frames.hasNext()) {
                    held.add(frames.next());
                    if (held.size() > random.nextInt(10)) {
                        take(random.nextBoolean() ? held.pollFirst() : held.pollLast(), found, source);
                    }
                }
            } catch (FrameTooLongException e) {
                found.add("too long");
            }
            while (!held.isEmpty()) {
                take(held.pollFirst(), found, source);
            }
            assertEquals(0, pool.stats().out());
        }
        found.sort(null);
        return found;
    }

    private static void take(Chunk frame, List<String> found, byte[] source) {
        try (frame) {
            found.add(text(frame.toArray(), 0, frame.length()));
            assertEquals(text(source, (int) frame.offset(), frame.length()), text(frame.toArray(), 0, frame.length()));
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < from + length; i++) {
            text.append(bytes[i]).append(' ');
        }
        return text.toString();
    }
}
