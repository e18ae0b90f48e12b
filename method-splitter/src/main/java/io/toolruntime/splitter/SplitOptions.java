package io.toolruntime.splitter;

/**
 * What to do with a directory of classes.
 *
 * @param limit methods of this many bytecodes and more are split, in chunks of fewer
 * @param profile how often blocks run; may be empty
 * @param record whether to add counters, for recording a profile
 */
record SplitOptions(int limit, Profile profile, boolean record) {
}
