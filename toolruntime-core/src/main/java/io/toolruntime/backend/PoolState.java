package io.toolruntime.backend;

/**
 * How many sandboxes of a profile there are now.
 *
 * @param idle ready and waiting
 * @param active running an execution
 * @param pending executions that wait for one
 * @param maxTotal how many may live
 */
public record PoolState(int idle, int active, int pending, int maxTotal) {
}
