/** Sandboxes: opening them, keeping them ready, and trying what they forbid. */
@NullMarked
package io.toolruntime.sandbox;

import org.jspecify.annotations.NullMarked;
