/** The protocol with the guest, its framing, and the guest programs. */
@NullMarked
package io.toolruntime.guest;

import org.jspecify.annotations.NullMarked;
