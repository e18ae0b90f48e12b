/**
 * The HTTP API: runs code, lists profiles, finds and runs tools.
 */
@NullMarked
package io.toolruntime.web;

import org.jspecify.annotations.NullMarked;
