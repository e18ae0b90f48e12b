/**
 * Vocabulary of an execution: the request, its result, the outcomes and the exceptions.
 */
@NullMarked
package io.toolruntime;

import org.jspecify.annotations.NullMarked;
