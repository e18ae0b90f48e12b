/**
 * The only way out of a sandbox: a proxy that connects to allowed hosts and to no address
 * that is not public, unless the configuration names it.
 */
@NullMarked
package io.toolruntime.egress;

import org.jspecify.annotations.NullMarked;
