package io.toolruntime.javascript;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a call may set as environment: no variable that changes how programs are loaded or
 * what a runtime does before it runs any code.
 */
final class EnvironmentRules {

	private static final Pattern NAME = Pattern.compile("[A-Z0-9_]{1,256}");

	private static final int MOST = 256;

	private static final int LONGEST = 64 << 10;

	private static final Set<String> BLOCKED = Set.of("NODE_OPTIONS", "NODE_PATH", "NODE_EXTRA_CA_CERTS",
			"NODE_TLS_REJECT_UNAUTHORIZED", "NODE_REPL_EXTERNAL_MODULE", "NODE_V8_COVERAGE", "JAVA_TOOL_OPTIONS",
			"_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "GLIBC_TUNABLES", "PATH", "HOME", "IFS", "BASH_ENV", "ENV", "SHELL",
			"PERL5OPT", "RUBYOPT", "OPENSSL_CONF", "SSLKEYLOGFILE");

	private static final Set<String> BLOCKED_BEGINNINGS = Set.of("LD_", "DYLD_", "BUN_", "DENO_", "PYTHON",
			"NPM_CONFIG_");

	private EnvironmentRules() {
	}

	/**
	 * Checks variables.
	 * @param environment the variables
	 * @throws IllegalArgumentException with the first that cannot be set, without its
	 * value
	 */
	static void check(Map<String, String> environment) {
		if (environment.size() > MOST) {
			throw new IllegalArgumentException("environment has more than " + MOST + " variables");
		}
		environment.forEach(EnvironmentRules::check);
	}

	private static void check(String name, String value) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"environment has a name that is not of capital letters, digits and underscores");
		}
		if (isBlocked(name)) {
			throw new IllegalArgumentException("environment must not set " + name
					+ ", which changes what the runtime itself does; hand it to the tool in its input or configuration");
		}
		if (value.length() > LONGEST || value.chars().anyMatch((each) -> each == '\n' || each == '\r' || each == 0)) {
			throw new IllegalArgumentException("The value of " + name + " in environment is longer than " + LONGEST
					+ " characters, or has line breaks or NUL");
		}
	}

	static boolean isBlocked(String name) {
		return BLOCKED.contains(name) || BLOCKED_BEGINNINGS.stream().anyMatch(name::startsWith);
	}

}
