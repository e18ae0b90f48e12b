package io.toolruntime.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The shop's tools that are written in TypeScript: one file, unchanged on each runtime.
 */
class JavaScriptToolsTests {

	/** Installed by {@code .ci/runtimes}. */
	static final Path RUNTIMES = Path
		.of(Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(System.getenv("HOME") + "/.cache"))
		.resolve("toolruntime-runtimes");

	@Nested
	class OnBun extends OnARuntime {

		OnBun() {
			super("bun");
		}

		@DynamicPropertySource
		static void runtime(DynamicPropertyRegistry registry) {
			on("bun", registry);
		}

	}

	@Nested
	class OnNode extends OnARuntime {

		OnNode() {
			super("node");
		}

		@DynamicPropertySource
		static void runtime(DynamicPropertyRegistry registry) {
			on("node", registry);
		}

	}

	@Nested
	class OnDeno extends OnARuntime {

		OnDeno() {
			super("deno");
		}

		@DynamicPropertySource
		static void runtime(DynamicPropertyRegistry registry) {
			on("deno", registry);
		}

	}

	@SampleTest
	@ActiveProfiles("javascript")
	abstract static class OnARuntime {

		private final String runtime;

		@LocalServerPort
		int port;

		SampleClient sample;

		OnARuntime(String runtime) {
			this.runtime = runtime;
		}

		static void on(String runtime, DynamicPropertyRegistry registry) {
			registry.add("toolruntime.javascript.runtime", () -> runtime);
			registry.add("toolruntime.javascript.commands." + runtime, () -> RUNTIMES.resolve(runtime).toString());
		}

		@BeforeEach
		void connect() {
			assumeTrue(Files.isExecutable(RUNTIMES.resolve(this.runtime)),
					() -> this.runtime + " is needed: .ci/runtimes");
			assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")),
					"bubblewrap is needed: apt-get install bubblewrap");
			this.sample = new SampleClient(this.port);
		}

		@Test
		void modelWrittenCodeInWasmCallsThemBesideTheShopsOwn() {
			JsonNode result = this.sample.execute("""
					const { customers } = await tools.customers.search_customers({ country: 'FR', size: 3 });
					const { parcels } = await tools.javascript.pack_parcels({ grams: [900, 20000, 15000, 400] });
					const prices = await Promise.all(parcels.map((parcel) => tools.javascript.shipping_price({
					  country: customers[0].country, grams: parcel.reduce((sum, item) => sum + item) })));
					const { lines } = await tools.javascript.label({ name: customers[0].name, country: 'FR' });
					return { parcels, prices, to: lines[1] };
					""");
			assertThat(result.at("/outcome").asString()).as(result.toString()).isEqualTo("ok");
			assertThat(result.at("/backend/kind").asString()).isEqualTo("wasm");
			assertThat(result.at("/value/parcels").toString()).isEqualTo("[[20000,900,400],[15000]]");
			assertThat(result.at("/value/prices").toString())
				.isEqualTo("[{\"cents\":2820,\"days\":3},{\"cents\":2190,\"days\":3}]");
			assertThat(result.at("/value/to").asString()).isEqualTo("FRANCE");
			assertThat(result.at("/toolCalls").size()).isEqualTo(5);
		}

		@Test
		void theCatalogHasThemWithSchemasFromTheirTypes() {
			JsonNode tool = this.sample.get("/toolruntime/tools/javascript:shipping_price?detail=schema")
				.json()
				.at("/tool");
			assertThat(tool.at("/description").asString()).startsWith("Tells what it costs to send a parcel");
			JsonNode input = tool.at("/inputSchema");
			assertThat(input.at("/required").toString()).isEqualTo("[\"country\",\"grams\"]");
			assertThat(input.at("/properties/grams/maximum").asInt()).isEqualTo(30_000);
			assertThat(input.at("/properties/grams/description").asString()).isEqualTo("How much it weighs, in grams.");
			assertThat(input.toString()).contains("\"AT\"", "\"US\"");
			assertThat(tool.at("/outputSchema/properties/cents/type").asString()).isEqualTo("number");
			assertThat(this.sample.get("/toolruntime/tools?query=parcel").json().toString())
				.contains("javascript:shipping_price", "javascript:pack_parcels", "javascript:label");
		}

		@Test
		void argumentsThatDoNotFitTheTypesAreRefusedBeforeTheToolRuns() {
			JsonNode result = this.sample.execute("""
					try { await tools.javascript.shipping_price({ country: 'XX', grams: 'heavy' }) }
					catch (e) { return [e.code, e.message] }
					""");
			assertThat(result.at("/value/0").asString()).isEqualTo("validation_input");
			assertThat(result.at("/value/1").asString()).contains("country", "grams");
		}

		@Test
		void whatTheToolThrowsTheCodeCatches() {
			JsonNode result = this.sample.execute(
					"""
							try { await tools.javascript.pack_parcels({ grams: [50000] }) } catch (e) { return [e.code, e.message] }
							""");
			assertThat(result.at("/value/0").asString()).isEqualTo("execution_failed");
			assertThat(result.at("/value/1").asString()).contains("an item of 50000 g does not fit");
		}

		@Test
		void healthTellsTheRuntimeAndItsVersion() {
			JsonNode health = this.sample.get("/actuator/health").json().at("/components/toolruntimeJavascript");
			assertThat(health.at("/status").asString()).isEqualTo("UP");
			assertThat(health.at("/details/runtimes/" + this.runtime + "/version").asString()).matches("\\d+\\.\\d+.*");
			assertThat(health.at("/details/sources/javascript/runtime").asString()).isEqualTo(this.runtime);
			assertThat(health.at("/details/sources/javascript/tools").asInt()).isEqualTo(3);
		}

		@Test
		void oneCallIsMeteredAndRecorded() {
			JsonNode answer = this.sample
				.post("/toolruntime/tools/javascript:label",
						Map.of("arguments", Map.of("name", "Ada", "country", "SE")))
				.json();
			assertThat(answer.at("/value/lines").toString()).isEqualTo("[\"ADA\",\"SWEDEN\"]");
			assertThat(this.sample.get("/actuator/metrics/toolruntime.javascript.execute").json().toString())
				.contains("label");
		}

	}

}
