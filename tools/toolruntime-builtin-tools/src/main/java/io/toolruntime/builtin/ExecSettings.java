package io.toolruntime.builtin;

import java.util.Map;

/**
 * What commands are held to.
 *
 * @param roots the folders that they see
 * @param commands what may be run, by path
 * @param maxStdout bytes of standard output that are kept
 * @param maxStderr bytes of standard error that are kept
 * @param memory bytes that a command and all that it starts may use
 * @param pids processes at once
 * @param concurrency commands at once
 */
record ExecSettings(Roots roots, Map<String, ExecCommand> commands, int maxStdout, int maxStderr, int memory, int pids,
		int concurrency) {

}
