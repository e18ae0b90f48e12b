/** The shop's tools: what a model may do, with errors that it can act on. */
@NullMarked
package io.toolruntime.sample.tools;

import org.jspecify.annotations.NullMarked;
