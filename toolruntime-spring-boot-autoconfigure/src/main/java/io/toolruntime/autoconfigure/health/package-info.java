/**
 * Health of the profiles' backends.
 */
@NullMarked
package io.toolruntime.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
