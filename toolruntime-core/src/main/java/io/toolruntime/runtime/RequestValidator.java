package io.toolruntime.runtime;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.InvalidRequestException;

/** Refuses requests that cannot be run as they are, naming the part that is wrong. */
final class RequestValidator {

	private static final int MAX_CODE = 1 << 20;

	private static final int MAX_ENV_VARIABLES = 64;

	private static final int MAX_ENV_VALUE = 32 << 10;

	private static final int MAX_FILES = 256;

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

	private static final Pattern ENV_NAME = Pattern.compile("[A-Z0-9_]{1,128}");

	/*
	 * Variables that loaders, shells and language runtimes obey: with one of these a
	 * request could change what the guest itself does.
	 */
	private static final Pattern ENV_REFUSED = Pattern
		.compile("(LD|DYLD|GLIBC|MALLOC|NODE|NPM|BUN|DENO|V8|JAVA|JDK|OPENSSL|SSL|BASH)_.*|_JAVA_OPTIONS|PYTHON.*"
				+ "|PATH|HOME|SHELL|IFS|ENV|TMPDIR|LOCPATH|NLSPATH|TZDIR|GCONV_PATH|HOSTALIASES|RESOLV_.*");

	void validate(ExecuteRequest request) {
		if (request.code().isBlank()) {
			throw new InvalidRequestException("code: is missing; give the code to run");
		}
		if (request.code().length() > MAX_CODE) {
			throw new InvalidRequestException(
					"code: has " + request.code().length() + " characters; at most " + MAX_CODE + " are taken");
		}
		String id = request.id();
		if (id != null && !ID.matcher(id).matches()) {
			throw new InvalidRequestException("id: must be 1 to 128 letters, digits, '_', '.' or '-'");
		}
		validateEnvironment(request.env());
		if (request.files().size() > MAX_FILES) {
			throw new InvalidRequestException(
					"files: there are " + request.files().size() + "; at most " + MAX_FILES + " are taken");
		}
		Set<String> paths = new TreeSet<>();
		request.files().forEach((file) -> {
			if (!paths.add(file.path())) {
				throw new InvalidRequestException("files: '" + file.path() + "' is there twice");
			}
		});
	}

	private static void validateEnvironment(Map<String, String> env) {
		if (env.size() > MAX_ENV_VARIABLES) {
			throw new InvalidRequestException(
					"env: has " + env.size() + " variables; at most " + MAX_ENV_VARIABLES + " are taken");
		}
		env.forEach((name, value) -> {
			if (!ENV_NAME.matcher(name).matches()) {
				throw new InvalidRequestException("env: '" + ((name.length() <= 64) ? name : name.substring(0, 64))
						+ "' is not a name; use A to Z, 0 to 9 and '_'");
			}
			if (ENV_REFUSED.matcher(name).matches()) {
				throw new InvalidRequestException(
						"env: " + name + " changes what a loader or language runtime does; choose another name");
			}
			if (value.length() > MAX_ENV_VALUE || value.indexOf('\0') >= 0) {
				throw new InvalidRequestException(
						"env: the value of " + name + " has a NUL or more than " + MAX_ENV_VALUE + " characters");
			}
		});
	}

	String language(ExecuteRequest request, String defaultLanguage, Set<String> languages, String profile) {
		String language = (request.language() != null) ? request.language() : defaultLanguage;
		if (!languages.contains(language)) {
			throw new InvalidRequestException("language: '" + ((language.length() <= 64) ? language : "…")
					+ "' is not a language of profile '" + profile + "'; there are " + new TreeSet<>(languages));
		}
		return language;
	}

}
