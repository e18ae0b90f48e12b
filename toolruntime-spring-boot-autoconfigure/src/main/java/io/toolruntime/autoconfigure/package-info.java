/**
 * Turns {@code toolruntime.*} into backends, a router and a gateway.
 */
@NullMarked
package io.toolruntime.autoconfigure;

import org.jspecify.annotations.NullMarked;
