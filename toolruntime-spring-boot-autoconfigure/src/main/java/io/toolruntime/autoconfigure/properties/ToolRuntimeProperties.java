package io.toolruntime.autoconfigure.properties;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of toolruntime.
 *
 * @param enabled Whether anything of toolruntime is configured at all.
 * @param defaultLanguage Language of executions that name none.
 * @param defaultProfile Profile of executions that name none. Unset takes the only
 * profile, else 'standard'.
 * @param denyUnsafeProfiles Profiles that must not run on the unsafe host.
 * @param limits What an execution may use, where its profile does not say.
 * @param profiles Security profiles by name. None at all is 'standard' on 'wasm'.
 * @param server The HTTP API.
 * @param mcp What an MCP server of the application shows.
 * @param shutdownTimeout How long shutdown waits for executions that run before it
 * cancels them.
 */
@ConfigurationProperties("toolruntime")
public record ToolRuntimeProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("javascript") String defaultLanguage, @Nullable String defaultProfile, @DefaultValue( {
				"standard", "hardened" }) Set<String> denyUnsafeProfiles,
		@DefaultValue @NestedConfigurationProperty LimitProperties limits,
		@DefaultValue Map<String, ProfileProperties> profiles, @DefaultValue Server server, @DefaultValue Mcp mcp,
		@DefaultValue("10s") Duration shutdownTimeout){

	ToolRuntimeProperties withProfiles(Map<String, ProfileProperties> profiles) {
		return new ToolRuntimeProperties(this.enabled, this.defaultLanguage, this.defaultProfile,
				this.denyUnsafeProfiles, this.limits, Map.copyOf(profiles), this.server, this.mcp,
				this.shutdownTimeout);
	}

	/**
	 * The HTTP API.
	 *
	 * @param enabled Whether the HTTP API is served.
	 * @param path Path below which it is served.
	 * @param token Bearer token that clients must send; without one, and without Spring
	 * Security, only loopback addresses are served.
	 * @param allowedHosts Names that a request's Host header may have beside those of the
	 * loopback interface, with or without a port.
	 * @param allowedOrigins Origins of web pages that may call beside the API's own.
	 * @param maxBodySize Largest body that is read.
	 * @param artifacts How long artifacts of ended executions can be had.
	 */
	public record Server(@DefaultValue("false") boolean enabled, @DefaultValue("/toolruntime") String path,
			@Nullable String token, @DefaultValue Set<String> allowedHosts, @DefaultValue Set<String> allowedOrigins,
			@DefaultValue("10MB") DataSize maxBodySize, @DefaultValue Artifacts artifacts) {

		/** Keeps the token out of logs. */
		@Override
		public String toString() {
			return "Server[enabled=" + this.enabled + ", path=" + this.path + "]";
		}

	}

	/**
	 * How long artifacts of ended executions can be had.
	 *
	 * @param maxExecutions Of how many executions artifacts are kept; the oldest go
	 * first.
	 * @param maxSize How large they may be all together.
	 * @param maxAge How long they are kept.
	 */
	public record Artifacts(@DefaultValue("64") int maxExecutions, @DefaultValue("64MB") DataSize maxSize,
			@DefaultValue("10m") Duration maxAge) {
	}

	/**
	 * What an MCP server shows.
	 *
	 * @param expose What an MCP server of the application lists.
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
