package io.perftoolkit.example;

import java.time.Duration;

/**
 * How all requests of a service ended, and how long its end took. The five counts add up to the requests that were
 * accepted.
 *
 * @param served answered with a status below 500
 * @param refused answered with 503: overloaded, or no database
 * @param late answered with 504: the deadline passed
 * @param failed answered with another 5xx
 * @param cancelled not answered: the client went away, or the drain took too long
 * @param took from the call of shutdown until everything was closed
 */
public record ShutdownReport(long served, long refused, long late, long failed, long cancelled, Duration took) {}
