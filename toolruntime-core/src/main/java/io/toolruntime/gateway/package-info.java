/**
 * The gateway: the only thing that code in a sandbox can reach.
 */
@NullMarked
package io.toolruntime.gateway;

import org.jspecify.annotations.NullMarked;
