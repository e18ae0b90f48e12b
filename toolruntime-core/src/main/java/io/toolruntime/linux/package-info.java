/**
 * What the host's own kernel says of processes and control groups, for every backend
 * whose sandboxes are processes of this machine.
 */
@NullMarked
package io.toolruntime.linux;

import org.jspecify.annotations.NullMarked;
