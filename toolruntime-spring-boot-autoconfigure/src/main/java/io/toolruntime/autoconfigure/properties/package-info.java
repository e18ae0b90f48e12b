/**
 * What {@code toolruntime.*} says: bound strictly, with errors that name the property.
 */
@NullMarked
package io.toolruntime.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
