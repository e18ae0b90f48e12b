/** Tests of the method splitter. */
@NullMarked
package io.toolruntime.splitter;

import org.jspecify.annotations.NullMarked;
