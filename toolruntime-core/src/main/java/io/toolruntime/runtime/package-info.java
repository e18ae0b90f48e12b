/**
 * The router: picks a backend by profile, checks policy, and admits executions.
 */
@NullMarked
package io.toolruntime.runtime;

import org.jspecify.annotations.NullMarked;
