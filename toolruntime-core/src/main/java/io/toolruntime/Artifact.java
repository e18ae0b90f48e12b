package io.toolruntime;

import java.io.InputStream;
import java.util.function.Supplier;

/**
 * A file that an execution or one of its tools left.
 *
 * @param path relative to the workspace
 * @param size bytes
 * @param mediaType guessed from the name; never trusted
 * @param sha256 digest of the content, in hexadecimal
 * @param content opens the content; may be called again and again
 */
public record Artifact(String path, long size, String mediaType, String sha256, Supplier<InputStream> content) {
}
