package io.toolruntime.javascript;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where a worker finds what it needs.
 *
 * @param worker its program
 * @param socket the socket that it connects to
 * @param egress the socket of its way out, or {@code null} if it has none, or the
 * machine's network
 * @param typescript the folder that TypeScript's compiler is in, or {@code null} for all
 * but the one that describes tools
 */
record WorkerPlaces(Path worker, Path socket, @Nullable Path egress, @Nullable Path typescript) {

}
