package io.perftoolkit.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Redis by Lettuce: one connection that all share; a value is 8 bytes of version and the name. */
final class LettuceSecondLevel implements SecondLevel {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE);

    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final SetArgs expiry;
    private final LongSupplier ticker;

    private LettuceSecondLevel(RedisClient client, Duration ttl, LongSupplier ticker) {
        this.client = client;
        this.ticker = ticker;
        this.expiry = SetArgs.Builder.px(ttl);
        try {
            this.connection = client.connect(CODEC);
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            throw e;
        }
    }

    /** With the library's defaults: a command waits up to 60 s, and while Redis is away it is kept for later. */
    static SecondLevel withDefaults(ServiceConfig config, LongSupplier ticker) {
        return new LettuceSecondLevel(RedisClient.create(config.redisUri()), config.secondLevelTtl(), ticker);
    }

    /** A command ends within the configured time-out, and at once while Redis is away or too many others wait. */
    static SecondLevel failingFast(ServiceConfig config, LongSupplier ticker) {
        RedisClient client = RedisClient.create(config.redisUri());
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(config.secondLevelTimeout()))
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(config.readWaiting() + config.writeQueue())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                .build());
        return new LettuceSecondLevel(client, config.secondLevelTtl(), ticker);
    }

    @Override
    public @Nullable Item get(long id) {
        return item(id, connection.sync().get(key(id)));
    }

    @Override
    public void put(Item item) {
        connection.sync().set(key(item.id()), value(item), expiry);
    }

    @Override
    public void delete(long id) {
        connection.sync().del(key(id));
    }

    @Override
    public CompletionStage<@Nullable Item> getSoon(long id) {
        return connection.async().get(key(id)).thenApply(value -> item(id, value));
    }

    @Override
    public CompletionStage<?> putSoon(Item item) {
        return connection.async().set(key(item.id()), value(item), expiry);
    }

    @Override
    public CompletionStage<?> deleteSoon(long id) {
        return connection.async().del(key(id));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    private static String key(long id) {
        return "item:" + id;
    }

    private static byte[] value(Item item) {
        byte[] name = item.name().getBytes(UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(item.version())
                .put(name)
                .array();
    }

    /** What another program may have left under our key and we cannot read counts as not there. */
    private @Nullable Item item(long id, byte @Nullable [] value) {
        if (value == null || value.length < Long.BYTES) {
            return null;
        }
        long version = ByteBuffer.wrap(value).getLong();
        String name = new String(value, Long.BYTES, value.length - Long.BYTES, UTF_8);
        return version < 1 ? null : new Item(id, version, name, ticker.getAsLong());
    }
}
