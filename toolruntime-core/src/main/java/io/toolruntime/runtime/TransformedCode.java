package io.toolruntime.runtime;

/**
 * Code that a transformer gave.
 *
 * @param code the code to run
 * @param positions where its parts come from
 */
public record TransformedCode(String code, PositionMap positions) {

}
