package io.toolruntime.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;

/**
 * What the host does for an execution with ten tool calls: a backend without any sandbox
 * makes the calls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RouterBenchmark {

	private static final String PROFILE = SecurityProfile.DEV;

	private final ExecuteRequest request = ExecuteRequest.javascript("ten calls").build();

	private final DefaultRuntime metered = runtime(new AnsweringGateway());

	private final DefaultRuntime complete = runtime(
			CatalogToolGateway
				.of(Tool.of(
						ToolDescriptor
							.of("bench:price", "The price of an article",
									Map.of("type", "object", "properties", Map.of("id", Map.of("type", "integer")),
											"required", List.of("id"))),
						(arguments, context) -> AnsweringGateway.ANSWER)));

	private static DefaultRuntime runtime(ToolGateway gateway) {
		DefaultRuntime runtime = new DefaultRuntime(Map.of(), PROFILE, Set.of(), gateway);
		runtime.register(SecurityProfile.named(PROFILE), new CallingBackend(PROFILE, 10));
		return runtime;
	}

	/**
	 * Router and metering: validation, policy, admission, ten calls counted and recorded.
	 * @return the result
	 */
	@Benchmark
	public ExecuteResult routerAndMetering() {
		return this.metered.execute(this.request).orThrow();
	}

	/**
	 * The same, and the catalog: the tool found, its arguments checked against their
	 * schema, the result copied.
	 * @return the result
	 */
	@Benchmark
	public ExecuteResult routerMeteringAndCatalog() {
		return this.complete.execute(this.request).orThrow();
	}

	/** Closes both. */
	@TearDown
	public void close() {
		this.metered.close();
		this.complete.close();
	}

}
