package io.toolruntime.wasm;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Execution;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;

/**
 * Tries in real sandboxes what must not work. Each try has its control: the same code
 * within the limit must do what it is stopped from doing beyond.
 */
final class WasmProbe {

	private static final long MEMORY = 8 << 20;

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	/** Generous: the machine may be busy. What counts is that an endless loop ends. */
	private static final Duration LATE = Duration.ofSeconds(10);

	/**
	 * All that the module can call on the host: values, clock, output, and file
	 * operations that the host refuses.
	 */
	private static final Set<String> KNOWN_IMPORTS = Set.of("env.host_call", "env.host_interrupt",
			"env.host_promise_rejection", "env.host_module_normalize", "env.host_module_load",
			"env.host_get_timezone_offset", "wasi_snapshot_preview1.clock_time_get", "wasi_snapshot_preview1.fd_close",
			"wasi_snapshot_preview1.fd_fdstat_get", "wasi_snapshot_preview1.fd_seek", "wasi_snapshot_preview1.fd_write",
			"wasi_snapshot_preview1.random_get");

	/**
	 * Gives the ways out that the code finds; the last is a control, which it must find.
	 */
	private static final String WAYS_OUT = """
			const found = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "require", "module", "std", "os",
				"bjson", "Deno", "Bun", "Java", "Packages", "Polyglot", "WebAssembly", "Worker", "navigator",
				"JSON"].filter((name) => name in globalThis);
			for (const name of Object.getOwnPropertyNames(process)) {
				if (name !== "env") found.push("process." + name);
			}
			for (const name of Object.keys(process.env)) found.push("process.env." + name);
			for (const name of ["std", "os", "qjs:std", "qjs:os", "fs", "node:fs", "net", "file:///etc/passwd"]) {
				try {
					await import(name);
					found.push("import " + name);
				} catch {}
			}
			return found;
			""";

	private final WasmBackend backend;

	private final SecurityProfile profile;

	private final QuickJsEngine engine;

	WasmProbe(WasmBackend backend, SecurityProfile profile, QuickJsEngine engine) {
		this.backend = backend;
		this.profile = profile;
		this.engine = engine;
	}

	/**
	 * Runs all tries.
	 * @return what was found, for the limits that were tried
	 */
	Map<Limit, Enforcement> findings() {
		Map<Limit, Enforcement> findings = new EnumMap<>(Limit.class);
		timeout().ifPresent((finding) -> findings.put(Limit.TIMEOUT, finding));
		memory().ifPresent((finding) -> findings.put(Limit.MEMORY, finding));
		output().ifPresent((finding) -> findings.put(Limit.OUTPUT, finding));
		Enforcement absent = absent();
		for (Limit limit : List.of(Limit.PIDS, Limit.DISK, Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.USER,
				Limit.CAPABILITIES, Limit.SYSTEM_CALLS, Limit.ENVIRONMENT)) {
			findings.put(limit, absent);
		}
		return findings;
	}

	private Optional<Enforcement> timeout() {
		Limits limits = Limits.NONE.with(Limit.TIMEOUT, Quantity.formatDuration(TIMEOUT));
		ExecuteResult control = run("let n = 0; for (let i = 0; i < 100; i++) n += i; return n",
				Limits.NONE.with(Limit.TIMEOUT, "10s"));
		ExecuteResult loop = run("for (;;) {}", limits);
		boolean held = loop.outcome() == ExecutionOutcome.TIMEOUT
				&& loop.timings().runMs() < TIMEOUT.plus(LATE).toMillis();
		return tried(control.outcome() == ExecutionOutcome.OK, held, WasmEnforcement.TIMEOUT, Observer.HOST,
				limits.value(Limit.TIMEOUT),
				Quantity.formatDuration(Duration.ofMillis(Math.round(loop.timings().runMs()))),
				"an endless loop ended in " + loop.outcome().value());
	}

	private Optional<Enforcement> memory() {
		Limits limits = Limits.NONE.with(Limit.MEMORY, MEMORY).with(Limit.TIMEOUT, "10s");
		ExecuteResult control = run("return new Uint8Array(1 << 20).length", limits);
		ExecuteResult bomb = run("const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))", limits);
		Object peak = bomb.limitsEnforced().get(Limit.MEMORY).peak();
		boolean held = bomb.outcome() == ExecutionOutcome.MEMORY_LIMIT && peak instanceof String used
				&& Quantity.bytes(used) <= MEMORY;
		return tried(control.outcome() == ExecutionOutcome.OK, held, WasmEnforcement.MEMORY, Observer.HOST,
				limits.value(Limit.MEMORY), peak, "allocating without end ended in " + bomb.outcome().value());
	}

	private Optional<Enforcement> output() {
		Limits limits = Limits.NONE.with(Limit.OUTPUT, "4KB").with(Limit.TIMEOUT, "10s");
		Enforcement output = Objects.requireNonNull(Execution.enforcedByHost(limits).get(Limit.OUTPUT));
		ExecuteResult control = run("console.log('x')", limits);
		ExecuteResult flood = run("for (;;) console.log('x'.repeat(1024))", limits);
		boolean held = flood.outcome() == ExecutionOutcome.OUTPUT_LIMIT && flood.stdout().length() <= 4096;
		return tried(control.stdout().equals("x\n"), held, output.mechanism(), Observer.HOST, output.requested(),
				Quantity.formatBytes(flood.stdout().length()),
				"printing without end ended in " + flood.outcome().value());
	}

	/*
	 * What the module imports is the whole of what code in it could ever reach, and the
	 * host reads that list itself; looking around from inside only confirms it.
	 */
	private Enforcement absent() {
		List<String> unknown = this.engine.imports().stream().filter((name) -> !KNOWN_IMPORTS.contains(name)).toList();
		ExecuteResult result = run(WAYS_OUT, Limits.NONE.with(Limit.TIMEOUT, "10s"));
		boolean held = unknown.isEmpty() && List.of("JSON").equals(result.value());
		return finding(held, Enforcement.NOT_PRESENT, Observer.HOST, this.engine.imports().size() + " imports", null,
				"the sandbox has " + unknown + " and its code found " + result.value());
	}

	/*
	 * Without its control a try proves nothing: then what is configured stays.
	 */
	private static Optional<Enforcement> tried(boolean control, boolean held, String mechanism, Observer observer,
			@Nullable Object measured, @Nullable Object peak, String otherwise) {
		return control ? Optional.of(finding(held, mechanism, observer, measured, peak, otherwise)) : Optional.empty();
	}

	private static Enforcement finding(boolean held, String mechanism, Observer observer, @Nullable Object measured,
			@Nullable Object peak, String otherwise) {
		return held ? Enforcement.measured(null, mechanism, observer, measured, peak)
				: Enforcement.notEnforced(null, "the probe failed: " + otherwise);
	}

	private ExecuteResult run(String code, Limits limits) {
		ExecuteRequest request = ExecuteRequest.javascript(code)
			.id("probe-" + UUID.randomUUID())
			.profile(this.profile.name())
			.limits(limits)
			.build();
		Cancellation cancellation = new Cancellation();
		ToolCallContext context = new ToolCallContext(request.caller(), request.id(), this.profile.name(), null,
				cancellation);
		MeteredToolGateway gateway = new MeteredToolGateway(NoTools.INSTANCE, context, limits, ExecutionListener.NONE,
				ObservationRegistry.NOOP);
		return this.backend
			.execute(new Execution(request, this.profile, gateway, cancellation, ExecutionListener.NONE));
	}

}
