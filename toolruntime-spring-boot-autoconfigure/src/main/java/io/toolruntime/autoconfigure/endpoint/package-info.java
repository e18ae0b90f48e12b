/**
 * The {@code toolruntime} Actuator endpoint.
 */
@NullMarked
package io.toolruntime.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
