package io.toolruntime.javascript;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.javascript.JavaScriptToolsProperties.Backoff;
import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.ToolKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;

/** Builds {@link JavaScriptToolsProperties} in code. What is not set has its default. */
public final class JavaScriptToolsPropertiesBuilder {

	private @Nullable String entrypoint;

	private @Nullable String projectRoot;

	private @Nullable String runtime;

	private @Nullable Duration timeout;

	private @Nullable String memory;

	private @Nullable String output;

	private @Nullable String stderr;

	private @Nullable String input;

	private @Nullable Integer concurrency;

	private @Nullable PermissionKeys permissions;

	private @Nullable Backoff backoff;

	private @Nullable Workers workers;

	private @Nullable List<String> bunOptions;

	private @Nullable List<String> nodeOptions;

	private @Nullable List<String> denoOptions;

	private @Nullable Map<String, String> commands;

	private @Nullable Boolean reload;

	private @Nullable Map<String, JavaScriptToolsProperties> sources;

	private @Nullable Map<String, ToolKeys> tools;

	JavaScriptToolsPropertiesBuilder() {
	}

	/**
	 * Sets the file of tools: a path, {@code classpath:} and a resource, or the name of a
	 * package.
	 * @param entrypoint the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder entrypoint(@Nullable String entrypoint) {
		this.entrypoint = entrypoint;
		return this;
	}

	/**
	 * Sets the folder that paths are relative to.
	 * @param projectRoot the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder projectRoot(@Nullable String projectRoot) {
		this.projectRoot = projectRoot;
		return this;
	}

	/**
	 * Sets {@code bun}, {@code node} or {@code deno}.
	 * @param runtime the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder runtime(@Nullable String runtime) {
		this.runtime = runtime;
		return this;
	}

	/**
	 * Sets how long a call may take.
	 * @param timeout the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder timeout(@Nullable Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Sets how much memory a worker may use, such as {@code 2GB}.
	 * @param memory the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder memory(@Nullable String memory) {
		this.memory = memory;
		return this;
	}

	/**
	 * Sets largest result, such as {@code 10MB}.
	 * @param output the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder output(@Nullable String output) {
		this.output = output;
		return this;
	}

	/**
	 * Sets how much of standard error is kept, such as {@code 1MB}.
	 * @param stderr the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder stderr(@Nullable String stderr) {
		this.stderr = stderr;
		return this;
	}

	/**
	 * Sets largest input, such as {@code 10MB}.
	 * @param input the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder input(@Nullable String input) {
		this.input = input;
		return this;
	}

	/**
	 * Sets most calls at once.
	 * @param concurrency the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder concurrency(@Nullable Integer concurrency) {
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Sets what the tools may use.
	 * @param permissions the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder permissions(@Nullable PermissionKeys permissions) {
		this.permissions = permissions;
		return this;
	}

	/**
	 * Sets how starting a worker is tried again.
	 * @param backoff the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder backoff(@Nullable Backoff backoff) {
		this.backoff = backoff;
		return this;
	}

	/**
	 * Sets how many workers there are.
	 * @param workers the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder workers(@Nullable Workers workers) {
		this.workers = workers;
		return this;
	}

	/**
	 * Sets more arguments of Bun.
	 * @param bunOptions the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder bunOptions(@Nullable List<String> bunOptions) {
		this.bunOptions = bunOptions;
		return this;
	}

	/**
	 * Sets more arguments of Node.
	 * @param nodeOptions the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder nodeOptions(@Nullable List<String> nodeOptions) {
		this.nodeOptions = nodeOptions;
		return this;
	}

	/**
	 * Sets more arguments of Deno.
	 * @param denoOptions the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder denoOptions(@Nullable List<String> denoOptions) {
		this.denoOptions = denoOptions;
		return this;
	}

	/**
	 * Sets absolute paths of runtimes, by name.
	 * @param commands the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder commands(@Nullable Map<String, String> commands) {
		this.commands = commands;
		return this;
	}

	/**
	 * Sets whether files of tools are loaded again when they change.
	 * @param reload the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder reload(@Nullable Boolean reload) {
		this.reload = reload;
		return this;
	}

	/**
	 * Sets several sources by name.
	 * @param sources the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder sources(@Nullable Map<String, JavaScriptToolsProperties> sources) {
		this.sources = sources;
		return this;
	}

	/**
	 * Sets what is set for single tools, by name.
	 * @param tools the value, or {@code null} for the default
	 * @return this
	 */
	public JavaScriptToolsPropertiesBuilder tools(@Nullable Map<String, ToolKeys> tools) {
		this.tools = tools;
		return this;
	}

	/**
	 * Builds the properties.
	 * @return the properties; whether they can be used is known when tools are made of
	 * them
	 */
	public JavaScriptToolsProperties build() {
		return new JavaScriptToolsProperties(this.entrypoint, this.projectRoot, this.runtime, this.timeout, this.memory,
				this.output, this.stderr, this.input, this.concurrency, this.permissions, this.backoff, this.workers,
				this.bunOptions, this.nodeOptions, this.denoOptions, this.commands, this.reload, this.sources,
				this.tools);
	}

}
