/**
 * Sandboxes that are processes of the host: bubblewrap's, and plain ones for development.
 */
@NullMarked
package io.toolruntime.process;

import org.jspecify.annotations.NullMarked;
