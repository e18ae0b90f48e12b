package io.toolruntime.autoconfigure.properties;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of toolruntime.
 *
 * @param enabled whether anything of toolruntime is configured at all
 * @param defaultLanguage language of executions that name none
 * @param defaultProfile profile of executions that name none; unset takes the only
 * profile, else {@code standard}
 * @param denyUnsafeProfiles profiles that must not run on the unsafe host
 * @param limits what an execution may use, where its profile does not say
 * @param profiles security profiles by name; none at all is {@code standard} on
 * {@code wasm}
 * @param server the HTTP API
 * @param mcp what an MCP server shows
 * @param shutdownTimeout how long shutdown waits for executions that run before it
 * cancels them
 */
@ConfigurationProperties("toolruntime")
public record ToolRuntimeProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("javascript") String defaultLanguage, @Nullable String defaultProfile, @DefaultValue( {
				"standard", "hardened" }) Set<String> denyUnsafeProfiles,
		@DefaultValue LimitProperties limits, @DefaultValue Map<String, ProfileProperties> profiles,
		@DefaultValue Server server, @DefaultValue Mcp mcp, @DefaultValue("10s") Duration shutdownTimeout){

	ToolRuntimeProperties withProfiles(Map<String, ProfileProperties> profiles) {
		return new ToolRuntimeProperties(this.enabled, this.defaultLanguage, this.defaultProfile,
				this.denyUnsafeProfiles, this.limits, Map.copyOf(profiles), this.server, this.mcp,
				this.shutdownTimeout);
	}

	/**
	 * The HTTP API.
	 *
	 * @param enabled whether the HTTP API is served
	 * @param path path below which it is served
	 * @param token bearer token that clients must send; without one, and without Spring
	 * Security, only loopback addresses are served
	 */
	public record Server(@DefaultValue("false") boolean enabled, @DefaultValue("/toolruntime") String path,
			@Nullable String token) {

		@Override
		public String toString() {
			return "Server[enabled=" + this.enabled + ", path=" + this.path + "]";
		}

	}

	/**
	 * What an MCP server shows.
	 *
	 * @param expose what an MCP server of the application lists
	 */
	public record Mcp(@DefaultValue("meta") Expose expose) {

		/** What an MCP server lists. */
		public enum Expose {

			/** Our own tools, which find and run the application's. */
			META,

			/** Each of the application's tools by its name. */
			TOOLS,

			/** Our own tools and the application's. */
			BOTH,

			/** Nothing. */
			NONE;

			/**
			 * Tells whether our own tools are listed.
			 * @return whether they are
			 */
			public boolean meta() {
				return this == META || this == BOTH;
			}

			/**
			 * Tells whether the application's tools are listed.
			 * @return whether they are
			 */
			public boolean tools() {
				return this == TOOLS || this == BOTH;
			}

		}

	}

}
