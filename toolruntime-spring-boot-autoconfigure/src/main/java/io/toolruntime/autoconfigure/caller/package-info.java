/**
 * Who asks, as Spring Security knows it.
 */
@NullMarked
package io.toolruntime.autoconfigure.caller;

import org.jspecify.annotations.NullMarked;
