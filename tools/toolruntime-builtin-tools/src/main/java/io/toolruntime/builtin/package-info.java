/**
 * Tools for files, commands and the web that an application can switch on. Each is
 * confined by what the kernel, or the egress proxy, lets it reach, not by what its
 * arguments look like.
 */
@NullMarked
package io.toolruntime.builtin;

import org.jspecify.annotations.NullMarked;
