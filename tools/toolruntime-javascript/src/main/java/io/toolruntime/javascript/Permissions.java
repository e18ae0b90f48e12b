package io.toolruntime.javascript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the tools of a source may use. What is not named is denied.
 *
 * @param read files and folders that may be read, besides the project's own
 * @param write files and folders that may be written to, and read
 * @param net hosts that may be connected to
 * @param env names of variables of the application's environment that are handed on
 * @param run programs that may be started
 */
public record Permissions(Permission read, Permission write, Permission net, Permission env, Permission run) {

	/** Nothing is allowed. */
	public static final Permissions NONE = new Permissions(Permission.NONE, Permission.NONE, Permission.NONE,
			Permission.NONE, Permission.NONE);

	/* Deno's, of https://docs.deno.com/runtime/fundamentals/security/ */
	private static final Set<String> KINDS = Set.of("read", "write", "net", "env", "run");

	private static final Map<String, String> SHORT = Map.of("-R", "read", "-W", "write", "-N", "net", "-E", "env");

	/**
	 * Reads flags as Deno has them: {@code --allow-read=/data,/srv}, {@code --allow-net}.
	 * @param key where they are written, for messages
	 * @param flags the flags
	 * @return what they allow
	 * @throws IllegalArgumentException if one is not understood; says which key to use
	 */
	static Permissions ofFlags(String key, @Nullable List<String> flags) {
		Permissions permissions = NONE;
		for (String flag : (flags != null) ? flags : List.<String>of()) {
			int equals = flag.indexOf('=');
			String name = ((equals < 0) ? flag : flag.substring(0, equals)).strip();
			String kind = name.startsWith("--allow-") ? name.substring("--allow-".length()) : SHORT.get(name);
			if (kind == null || !KINDS.contains(kind)) {
				throw new IllegalArgumentException(key + " has '" + flag + "', which is not understood;"
						+ " write --allow-read, --allow-write, --allow-net, --allow-env or --allow-run, each with"
						+ " =name,name or without for everything, or use the keys read, write, net, env and run");
			}
			List<String> values = (equals < 0) ? List.of("*") : List.of(flag.substring(equals + 1).split(","));
			Map<String, Permission> one = new LinkedHashMap<>();
			one.put(kind, Permission.of(key, values));
			permissions = permissions.and(of(one));
		}
		return permissions;
	}

	private static Permissions of(Map<String, Permission> kinds) {
		return new Permissions(kinds.getOrDefault("read", Permission.NONE),
				kinds.getOrDefault("write", Permission.NONE), kinds.getOrDefault("net", Permission.NONE),
				kinds.getOrDefault("env", Permission.NONE), kinds.getOrDefault("run", Permission.NONE));
	}

	Permissions and(Permissions other) {
		return new Permissions(this.read.and(other.read), this.write.and(other.write), this.net.and(other.net),
				this.env.and(other.env), this.run.and(other.run));
	}

	/**
	 * Lists the kinds of which everything is allowed, for warnings and health.
	 * @return such as {@code net}
	 */
	public List<String> unlimited() {
		List<String> kinds = new ArrayList<>();
		byKind().forEach((kind, permission) -> {
			if (permission.all()) {
				kinds.add(kind);
			}
		});
		return kinds;
	}

	/** Whether nothing is denied that a machine could deny. */
	boolean isEverything() {
		return this.read.all() && this.write.all() && this.net.all() && this.run.all();
	}

	/** Each permission by its kind, in the order of the kinds. */
	Map<String, Permission> byKind() {
		Map<String, Permission> kinds = new LinkedHashMap<>();
		kinds.put("read", this.read);
		kinds.put("write", this.write);
		kinds.put("net", this.net);
		kinds.put("env", this.env);
		kinds.put("run", this.run);
		return kinds;
	}

}
