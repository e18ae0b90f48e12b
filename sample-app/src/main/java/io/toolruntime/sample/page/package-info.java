/** How the playground page is served, and to whom. */
@NullMarked
package io.toolruntime.sample.page;

import org.jspecify.annotations.NullMarked;
