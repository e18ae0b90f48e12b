/** A shop that lets a model run code against its tools. */
@NullMarked
package io.toolruntime.sample;

import org.jspecify.annotations.NullMarked;
