package io.toolruntime.javascript;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The tools of a source as a catalog shall see them.
 *
 * @param tools the tools
 * @param files the files of the project that what is said of them depends on: the file of
 * tools, if it is one, and those that were read for its types
 */
record Described(List<ToolExport> tools, Set<Path> files) {

}
