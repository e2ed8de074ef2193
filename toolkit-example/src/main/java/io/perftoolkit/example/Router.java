package io.perftoolkit.example;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a request wants and hands it to the items. Thread-safe; runs where the wiring says. */
final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String ITEMS = "/items/";
    private static final Answer GET_ONLY = Answer.notAllowed("GET");
    private static final Answer GET_OR_PUT = Answer.notAllowed("GET, PUT");

    private final Items items;
    private final ServiceMetrics metrics;
    private final Turnstile turnstile;
    private volatile boolean draining;

    Router(Items items, ServiceMetrics metrics, Turnstile turnstile) {
        this.items = items;
        this.metrics = metrics;
        this.turnstile = turnstile;
    }

    /** From now on {@code /health} says so; all else is served on. */
    void drain() {
        draining = true;
    }

    /** Takes a whole request from the door, on its event loop. */
    void accept(Exchange exchange) {
        try {
            items.requests().execute(() -> route(exchange));
        } catch (RejectedExecutionException closed) {
            exchange.reply(Answer.OVERLOADED);
        }
    }

    private void route(Exchange exchange) {
        try {
            String path = withoutQuery(exchange.path());
            if (path.startsWith(ITEMS)) {
                exchange.route("/items/{id}");
                item(exchange, path);
            } else if (path.equals("/health")) {
                exchange.route(path);
                turnstile.observe(
                        exchange,
                        visit -> visit.end(!isGet(exchange) ? GET_ONLY : draining ? Answer.DRAINING : Answer.UP));
            } else if (path.equals("/metrics")) {
                exchange.route(path);
                turnstile.observe(exchange, this::metrics);
            } else {
                exchange.reply(Answer.NO_SUCH_ROUTE);
            }
        } catch (RuntimeException e) {
            LOG.error("{} on route {} failed", exchange.method(), exchange.routeName(), e);
            exchange.reply(Answer.FAILED);
        }
    }

    private void item(Exchange exchange, String path) {
        boolean get = isGet(exchange);
        if (!get && !exchange.method().equals("PUT")) {
            exchange.reply(GET_OR_PUT);
            return;
        }
        long id = id(path);
        if (id < 0) {
            exchange.reply(Answer.BAD_ID);
        } else if (get) {
            items.get(id, exchange);
        } else {
            String name = text(exchange.body());
            if (name == null) {
                exchange.reply(Answer.BAD_NAME);
            } else {
                items.put(id, name, exchange);
            }
        }
    }

    private void metrics(Turnstile.Visit visit) {
        if (!isGet(visit.exchange())) {
            visit.end(GET_ONLY);
            return;
        }
        try {
            items.chores().execute(() -> visit.end(Answer.text(ServiceMetrics.CONTENT_TYPE, metrics.scrape())));
        } catch (RejectedExecutionException busy) {
            visit.end(Answer.OVERLOADED);
        }
    }

    private static boolean isGet(Exchange exchange) {
        return exchange.method().equals("GET");
    }

    private static String withoutQuery(String path) {
        int end = path.indexOf('?');
        return end < 0 ? path : path.substring(0, end);
    }

    /** The number at the end of the path, or -1 if that is none. */
    private static long id(String path) {
        int digits = path.length() - ITEMS.length();
        if (digits < 1 || digits > 19) {
            return -1;
        }
        long id = 0;
        for (int i = ITEMS.length(); i < path.length(); i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9 || id > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            id = id * 10 + digit;
        }
        return id;
    }

    /** PostgreSQL stores no NUL in a text. */
    private static @Nullable String text(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return text.indexOf(0) < 0 ? text : null;
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }
}
