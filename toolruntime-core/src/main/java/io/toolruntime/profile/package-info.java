/**
 * Security profiles and kinds of isolation.
 */
@NullMarked
package io.toolruntime.profile;

import org.jspecify.annotations.NullMarked;
