/**
 * Where the Docker Engine of a test or of a development environment is.
 */
@NullMarked
package io.toolruntime.autoconfigure.docker;

import org.jspecify.annotations.NullMarked;
