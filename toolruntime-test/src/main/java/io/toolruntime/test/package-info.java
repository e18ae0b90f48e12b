/**
 * What every backend must stand: hostile programs, the application's tools they call, and
 * the suites that run them. A backend's tests extend a suite.
 */
@NullMarked
package io.toolruntime.test;

import org.jspecify.annotations.NullMarked;
