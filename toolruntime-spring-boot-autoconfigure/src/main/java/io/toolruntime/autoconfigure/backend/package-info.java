/**
 * One auto-configuration for each kind of backend.
 */
@NullMarked
package io.toolruntime.autoconfigure.backend;

import org.jspecify.annotations.NullMarked;
