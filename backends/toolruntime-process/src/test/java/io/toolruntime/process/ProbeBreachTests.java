package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.BackendInfo;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxPool;
import io.toolruntime.sandbox.SandboxProbe;
import io.toolruntime.sandbox.SandboxProvider;
import io.toolruntime.sandbox.SandboxSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The probe's positive controls: of seven protections one at a time is taken away, and
 * the probe finds that one missing, and all the others there. The interpreter is put in
 * bubblewrap by a script, so that no inspection of the host comes first.
 */
class ProbeBreachTests {

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	private static final List<String> PROTECTIONS = List.of("--unshare-net", "--ro-bind /usr /usr", "--tmpfs /tmp",
			"--uid 65534", "--cap-drop ALL", "--seccomp 9", "--clearenv");

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@TempDir
	private Path folder;

	@BeforeEach
	void bubblewrap() throws IOException {
		Machine.assumeBubblewrap();
		Files.write(this.folder.resolve("filter"), SeccompFilter.assemble(System.getProperty("os.arch")).orElseThrow());
	}

	@AfterEach
	void close() {
		this.threads.shutdownNow();
	}

	static Stream<Arguments> removals() {
		String host = System.getProperty("java.io.tmpdir");
		return Stream.of("javascript", "python")
			.flatMap((language) -> Stream.of(Arguments.of(language, Limit.NETWORK, "--unshare-net", ""),
					Arguments.of(language, Limit.ROOT_FILESYSTEM, "--tmpfs /tmp", "--ro-bind " + host + " " + host),
					Arguments.of(language, Limit.ROOT_FILESYSTEM, "--ro-bind /usr /usr", "--bind /usr /usr"),
					Arguments.of(language, Limit.USER, "--uid 65534", "--uid 0"),
					Arguments.of(language, Limit.CAPABILITIES, "--cap-drop ALL", "--cap-add CAP_NET_RAW"),
					Arguments.of(language, Limit.SYSTEM_CALLS, "--seccomp 9", ""),
					Arguments.of(language, Limit.ENVIRONMENT, "--clearenv", "")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "javascript", "python" })
	void withAllProtectionsNothingIsFoundMissing(String language) throws IOException {
		assertThat(findings(language, PROTECTIONS)).hasSize(6)
			.allSatisfy((limit, finding) -> assertThat(finding.status()).as(limit.key()).isEqualTo(Status.ENFORCED));
	}

	@ParameterizedTest(name = "{0}: {1}, with [{3}] for [{2}]")
	@MethodSource("removals")
	void theProtectionThatWasTakenAwayIsFoundMissing(String language, Limit limit, String protection, String instead)
			throws IOException {
		if (instead.equals("--bind /usr /usr")) {
			// Nobody else may write there anyway
			Machine.assumeRoot();
		}
		List<String> weakened = new ArrayList<>(PROTECTIONS);
		weakened.set(weakened.indexOf(protection), instead);
		Map<Limit, Enforcement> found = findings(language, weakened);
		Set<Limit> missing = found.keySet()
			.stream()
			.filter((key) -> found.get(key).status() == Status.NOT_ENFORCED)
			.collect(Collectors.toSet());
		assertThat(missing).containsExactly(limit);
		assertThat(found).hasSize(6);
	}

	private Map<Limit, Enforcement> findings(String language, List<String> protections) throws IOException {
		Path script = this.folder.resolve("interpreter");
		boolean cleared = protections.contains("--clearenv");
		String interpreter = language.equals("python") ? "/usr/bin/python3" : "/usr/bin/node";
		Files.writeString(script,
				"#!/bin/sh\nexec 9< '%s'\n%sexec /usr/bin/bwrap --unshare-user --gid 65534 --unshare-pid --unshare-ipc --die-with-parent %s %s --proc /proc --dev /dev --dir /workspace --chdir /workspace -- %s \"$@\"\n"
					.formatted(this.folder.resolve("filter"), cleared ? "" : variables(), systemFolders(),
							String.join(" ", protections), interpreter));
		Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (Claiming provider = new Claiming(language, script);
				SandboxPool pool = new SandboxPool(PROFILE, provider, "test")) {
			return new SandboxProbe(PROFILE, provider, pool, this.threads).findings();
		}
	}

	/* What the application has, and its child processes would have by themselves. */
	private static String variables() {
		return System.getenv()
			.entrySet()
			.stream()
			.filter((variable) -> variable.getKey().matches("\\w+") && variable.getValue().matches("[\\w./:-]+")
					&& !variable.getKey().matches("PATH|HOME|TMPDIR|PWD|OLDPWD|LD_.*|NODE_.*|PYTHON.*"))
			.map((variable) -> "export %s='%s'\n".formatted(variable.getKey(), variable.getValue()))
			.collect(Collectors.joining());
	}

	private static String systemFolders() {
		return Stream.of("/bin", "/lib", "/lib64").map(Path::of).filter(Files::exists).map((path) -> {
			try {
				return Files.isSymbolicLink(path) ? "--symlink " + Files.readSymbolicLink(path) + " " + path
						: "--ro-bind " + path + " " + path;
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}).collect(Collectors.joining(" "));
	}

	/**
	 * Claims all that bubblewrap gives, so that the probe has something to find missing.
	 */
	private static final class Claiming implements SandboxProvider {

		private final String language;

		private final UnsafeSandboxProvider processes;

		Claiming(String language, Path interpreter) {
			this.language = language;
			this.processes = new UnsafeSandboxProvider("dev",
					new UnsafeProperties(true, Map.of(language, interpreter.toString())));
		}

		@Override
		public BackendInfo info() {
			return this.processes.info();
		}

		@Override
		public Set<String> languages() {
			return Set.of(this.language);
		}

		@Override
		public Map<String, Object> check() {
			return this.processes.check();
		}

		@Override
		public LimitsEnforced enforcement(Limits limits) {
			Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
			Inspections.configure(entries, limits, ControlGroups.find("", "", null), true);
			return LimitsEnforced.nothing(limits).with(entries);
		}

		@Override
		public String image(String language) {
			return this.processes.image(language);
		}

		@Override
		public Sandbox open(SandboxSpec spec) {
			return this.processes.open(spec);
		}

		@Override
		public void close() {
			this.processes.close();
		}

	}

}
