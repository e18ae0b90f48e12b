/**
 * Spring AI tools in: tools of the application's beans for the catalog. Spring AI tools
 * out: callbacks by which a chat model finds tools and runs code.
 */
@NullMarked
package io.toolruntime.springai;

import org.jspecify.annotations.NullMarked;
