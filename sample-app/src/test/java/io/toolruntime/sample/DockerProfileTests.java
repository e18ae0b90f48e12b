package io.toolruntime.sample;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The shop with real Python and Node, in containers, hardened ones on gVisor. */
@SampleTest
@ActiveProfiles("docker")
@TestPropertySource(properties = { "toolruntime.profiles.standard.docker.images.javascript=" + DockerProfileTests.IMAGE,
		"toolruntime.profiles.standard.docker.images.python=" + DockerProfileTests.IMAGE,
		"toolruntime.profiles.hardened.docker.images.javascript=" + DockerProfileTests.IMAGE,
		"toolruntime.profiles.hardened.docker.images.python=" + DockerProfileTests.IMAGE,
		"toolruntime.profiles.standard.docker.pull=never", "toolruntime.profiles.hardened.docker.pull=never",
		"toolruntime.profiles.standard.start-timeout=90s", "toolruntime.profiles.hardened.start-timeout=90s" })
class DockerProfileTests {

	/** Made by {@code backends/toolruntime-docker/image/from-this-machine}. */
	static final String IMAGE = "toolruntime-guest:test";

	private static final String SOCKET = "/var/run/docker.sock";

	/* Also where the machine is busy */
	private static final Map<String, String> LONGER = Map.of("timeout", "150s");

	@LocalServerPort
	int port;

	@Autowired
	JdbcClient database;

	SampleClient sample;

	@BeforeAll
	static void lookForTheEngine() {
		String host = System.getenv().getOrDefault("DOCKER_HOST", "unix://" + SOCKET);
		assumeTrue(host.startsWith("unix://"), "A Docker Engine on a socket of this machine is needed");
		String socket = host.substring("unix://".length());
		assumeTrue(get(socket, "/info").contains("\"runsc\""),
				"A Docker Engine with gVisor is needed: .ci/engines start");
		assumeTrue(get(socket, "/images/" + IMAGE + "/json").startsWith("HTTP/1.1 200"),
				"The engine needs the image " + IMAGE + ": backends/toolruntime-docker/image/from-this-machine");
	}

	private static String get(String socket, String path) {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			channel.write(StandardCharsets.US_ASCII
				.encode("GET " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"));
			StringBuilder answer = new StringBuilder();
			ByteBuffer buffer = ByteBuffer.allocate(8192);
			while (channel.read(buffer) >= 0) {
				answer.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
				buffer.clear();
			}
			return answer.toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	@BeforeEach
	void connect() {
		this.sample = new SampleClient(this.port);
	}

	@ParameterizedTest
	@CsvSource({ "dev, wasm, javascript", "dev, wasm, typescript", "standard, docker, javascript",
			"standard, docker, typescript", "standard, docker, python", "hardened, gvisor, javascript",
			"hardened, gvisor, typescript", "hardened, gvisor, python" })
	void revenueByCountryIsWhatSqlSays(String profile, String backend, String language) {
		JsonNode result = this.sample
			.execute(Map.of("profile", profile, "language", language, "code", revenue(language), "limits", LONGER));

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo("ok");
		assertThat(result.path("backend").path("kind").asString()).isEqualTo(backend);
		assertThat(cents(result)).hasSize(13).isEqualTo(revenueByCountry());
		assertThat(result.path("toolCalls").size()).isEqualTo(55);
	}

	private static String revenue(String language) {
		return switch (language) {
			case "javascript" -> ExecutionTests.example("revenue.js");
			// The same, with types
			case "typescript" -> ExecutionTests.example("revenue.js")
				.replace("async function everyPage(tool)", "async function everyPage(tool: any): Promise<any[]>")
				.replace("(page) =>", "(page: number) =>")
				.replace("const countries =", "const countries: Map<number, string> =")
				.replace("const cents =", "const cents: Record<string, number> =");
			default -> """
					def every_page(tool):
					    page = tool(page=0, size=100)
					    yield page
					    for number in range(1, page["pages"]):
					        yield tool(page=number, size=100)

					countries = {customer["id"]: customer["country"]
					    for page in every_page(tools.customers.search_customers) for customer in page["customers"]}
					cents = {}
					for page in every_page(tools.orders.list_orders):
					    for order in page["orders"]:
					        country = countries[order["customerId"]]
					        cents[country] = cents.get(country, 0) + order["total"]
					cents
					""";
		};
	}

	@ParameterizedTest
	@CsvSource({ "standard, not_enforced", "hardened, enforced" })
	void aResultSaysWhetherTheSandboxHadAKernelOfItsOwn(String profile, String kernel) {
		JsonNode limits = this.sample.execute(Map.of("profile", profile, "language", "python", "code", "1"))
			.path("limitsEnforced");

		for (String limit : new String[] { "memory", "pids", "disk", "network", "root-filesystem", "user",
				"capabilities", "system-calls" }) {
			assertThat(limits.path(limit).path("status").asString()).as(limit).isEqualTo("enforced");
		}
		assertThat(limits.path("kernel").path("status").asString()).isEqualTo(kernel);
	}

	@Test
	void healthShowsRuntimeAndKernel() throws InterruptedException {
		JsonNode components = awaitUp().path("components").path("toolruntime").path("components");

		assertThat(components.path("standard").path("status").asString()).as(components.toString()).isEqualTo("UP");
		JsonNode hardened = components.path("hardened");
		assertThat(hardened.path("status").asString()).as(components.toString()).isEqualTo("UP");
		assertThat(hardened.toString()).contains("runsc", "on kernel", "gvisor");
	}

	/* On a busy machine an engine may take longer than health waits. */
	private JsonNode awaitUp() throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(150).toNanos();
		JsonNode health = this.sample.get("/actuator/health").json();
		while (!health.path("status").asString().equals("UP") && System.nanoTime() < deadline) {
			Thread.sleep(500);
			health = this.sample.get("/actuator/health").json();
		}
		return health;
	}

	private static Map<String, Long> cents(JsonNode result) {
		Map<String, Long> cents = new LinkedHashMap<>();
		result.path("value").properties().forEach((entry) -> cents.put(entry.getKey(), entry.getValue().asLong()));
		return cents;
	}

	private Map<String, Long> revenueByCountry() {
		Map<String, Long> revenue = new LinkedHashMap<>();
		this.database.sql("""
				select country, sum(total) as revenue from orders
				join customers on customers.id = orders.customer_id
				group by country
				""").query((row) -> {
			revenue.put(row.getString("country"), row.getLong("revenue"));
		});
		return revenue;
	}

}
