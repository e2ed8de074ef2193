/**
 * Rings alarms when their time has come: one wheel for all waits and deadlines.
 *
 * <p><b>Doors:</b> {@link io.perftoolkit.internal.timer.TimerWheel}, and {@link io.perftoolkit.internal.timer.Alarm} to
 * extend.
 *
 * <p><b>Threads:</b> arming and cancelling are lock-free, from any thread. Alarms ring on the wheel's thread, which is
 * there only while something waits; what they do there must be short.
 */
package io.perftoolkit.internal.timer;
