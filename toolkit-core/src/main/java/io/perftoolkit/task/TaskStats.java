package io.perftoolkit.task;

import io.perftoolkit.latency.LatencySnapshot;

/**
 * What a scheduler has done. All counts are cumulative.
 *
 * @param workers how many workers there are
 * @param running how many of them are in a task
 * @param queued how many tasks wait, in all queues
 * @param begun how many tasks have begun
 * @param completed how many of these have ended, however
 * @param failed how many of these threw something that nobody caught
 * @param rejected how many were refused
 * @param dropped how many were given back by a shutdown without having begun
 * @param steals how often a worker took from another one
 * @param parks how often a worker fell asleep
 * @param stalls how often a task ran so long that the watch reported it
 * @param busyRatio which part of the workers' time was not slept, from 0 to 1, since the start
 * @param runDelay how long tasks waited from submit to start; one of 64 tells
 * @since 0.1
 */
public record TaskStats(
        int workers,
        int running,
        long queued,
        long begun,
        long completed,
        long failed,
        long rejected,
        long dropped,
        long steals,
        long parks,
        long stalls,
        double busyRatio,
        LatencySnapshot runDelay) {}
