package io.toolruntime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;

/**
 * Code to run and how. Built by {@link #javascript}, {@link #python} or
 * {@link #builder()}.
 *
 * @param id identifies the execution; {@code null} lets the runtime choose
 * @param language the language; {@code null} takes the runtime's default
 * @param code the code
 * @param profile the security profile; {@code null} takes the runtime's default
 * @param input what the code sees as {@code input}: anything that Jackson turns into JSON
 * @param env environment variables of the execution; no place for secrets
 * @param limits lowers the profile's limits
 * @param metadata the application's own, returned with the result
 * @param files files for the workspace
 * @param caller who asks
 */
public record ExecuteRequest(@Nullable String id, @Nullable String language, String code, @Nullable String profile,
		@Nullable Object input, Map<String, String> env, Limits limits, Map<String, Object> metadata,
		List<InputFile> files, Caller caller) {

	public ExecuteRequest {
		env = Map.copyOf(env);
		metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
		files = List.copyOf(files);
	}

	/**
	 * Starts a request.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts a request for JavaScript.
	 * @param code the code
	 * @return a builder
	 */
	public static Builder javascript(String code) {
		return builder().language("javascript").code(code);
	}

	/**
	 * Starts a request for Python.
	 * @param code the code
	 * @return a builder
	 */
	public static Builder python(String code) {
		return builder().language("python").code(code);
	}

	/**
	 * Starts a request from this one.
	 * @return a builder with all of this request
	 */
	public Builder toBuilder() {
		Builder builder = builder().id(this.id)
			.language(this.language)
			.code(this.code)
			.profile(this.profile)
			.input(this.input)
			.limits(this.limits)
			.caller(this.caller);
		builder.env.putAll(this.env);
		builder.metadata.putAll(this.metadata);
		builder.files.addAll(this.files);
		return builder;
	}

	/** Builds a request. */
	public static final class Builder {

		private @Nullable String id;

		private @Nullable String language;

		private String code = "";

		private @Nullable String profile;

		private @Nullable Object input;

		private final Map<String, String> env = new LinkedHashMap<>();

		private Limits limits = Limits.NONE;

		private final Map<String, Object> metadata = new LinkedHashMap<>();

		private final List<InputFile> files = new ArrayList<>();

		private Caller caller = Caller.ANONYMOUS;

		private Builder() {
		}

		/**
		 * Sets the id.
		 * @param id identifies the execution; {@code null} lets the runtime choose
		 * @return this
		 */
		public Builder id(@Nullable String id) {
			this.id = id;
			return this;
		}

		/**
		 * Sets the language.
		 * @param language such as {@code javascript}; {@code null} takes the default
		 * @return this
		 */
		public Builder language(@Nullable String language) {
			this.language = language;
			return this;
		}

		/**
		 * Sets the code.
		 * @param code the code
		 * @return this
		 */
		public Builder code(String code) {
			this.code = code;
			return this;
		}

		/**
		 * Sets the security profile.
		 * @param profile the profile's name; {@code null} takes the default
		 * @return this
		 */
		public Builder profile(@Nullable String profile) {
			this.profile = profile;
			return this;
		}

		/**
		 * Sets the input.
		 * @param input anything that Jackson turns into JSON
		 * @return this
		 */
		public Builder input(@Nullable Object input) {
			this.input = input;
			return this;
		}

		/**
		 * Adds an environment variable.
		 * @param name {@code [A-Z0-9_]+}
		 * @param value the value; no place for secrets
		 * @return this
		 */
		public Builder env(String name, String value) {
			this.env.put(name, value);
			return this;
		}

		/**
		 * Sets the limits.
		 * @param limits lowers the profile's limits
		 * @return this
		 */
		public Builder limits(Limits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Adds metadata, which comes back with the result.
		 * @param key the key
		 * @param value the value
		 * @return this
		 */
		public Builder metadata(String key, Object value) {
			this.metadata.put(key, value);
			return this;
		}

		/**
		 * Adds a file for the workspace.
		 * @param file the file
		 * @return this
		 */
		public Builder file(InputFile file) {
			this.files.add(file);
			return this;
		}

		/**
		 * Sets who asks.
		 * @param caller the caller
		 * @return this
		 */
		public Builder caller(Caller caller) {
			this.caller = caller;
			return this;
		}

		/**
		 * Builds the request.
		 * @return the request
		 */
		public ExecuteRequest build() {
			return new ExecuteRequest(this.id, this.language, this.code, this.profile, this.input, this.env,
					this.limits, this.metadata, this.files, this.caller);
		}

	}

}
