/** The shop itself: its data and what can be done with them. Knows nothing of tools. */
@NullMarked
package io.toolruntime.sample.shop;

import org.jspecify.annotations.NullMarked;
