package io.toolruntime.javascript;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a file of tools is.
 *
 * @param name the source's name
 * @param entrypoint the file, as it is configured
 * @param runtime what it runs on
 * @param tools how many tools it has, or {@code null} if nobody has asked for them yet
 * @param workers how many workers it has
 * @param unlimited kinds of permissions of which its tools have everything
 * @param unenforced kinds of permissions that its tools are denied and nothing on this
 * machine holds them to; they run all the same, since they are allowed to
 * @param problem why its tools are away and what to do, or {@code null} if nothing is
 * known to be wrong
 */
public record SourceStatus(String name, String entrypoint, JavaScriptRuntime runtime, @Nullable Integer tools,
		int workers, List<String> unlimited, List<String> unenforced, @Nullable String problem) {

}
