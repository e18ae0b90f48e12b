/**
 * The HTTP API.
 */
@NullMarked
package io.toolruntime.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
