/** How the playground page is served. */
@NullMarked
package io.toolruntime.sample.page;

import org.jspecify.annotations.NullMarked;
