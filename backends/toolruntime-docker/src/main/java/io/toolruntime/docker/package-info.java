/**
 * Backends that run each execution in a container of a Docker Engine.
 */
@NullMarked
package io.toolruntime.docker;

import org.jspecify.annotations.NullMarked;
