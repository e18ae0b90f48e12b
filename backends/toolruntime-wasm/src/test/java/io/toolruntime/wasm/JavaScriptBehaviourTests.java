package io.toolruntime.wasm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the JavaScript language must do: operators, statements, built-ins and error paths,
 * as another engine (V8 13) answered when the suite was written. Run on the classes that
 * ship, whose large methods are split, and on those that the WASM compiler made.
 */
@TestInstance(Lifecycle.PER_CLASS)
class JavaScriptBehaviourTests {

	private static final String RUN = """
			const answers = [];
			for (const source of input) {
			  let answer;
			  try {
			    answer = show((0, eval)('(' + source + '\\n)'));
			  }
			  catch (error) {
			    answer = 'throws ' + (error && error.name);
			  }
			  answers.push(answer);
			}
			return answers;
			""";

	private static final String RUN_ASYNC = RUN.replace("show((0, eval)('(' + source + '\\n)'))",
			"show(await (0, eval)('(' + source + '\\n)'))");

	private static final Limits LIMITS = Limits.parse(Map.of("timeout", "120s", "memory", "128MB"));

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev").withLimits(LIMITS);

	private final String show = resource("show.js");

	private final DefaultRuntime split = runtime(new WasmBackendFactory().create(PROFILE, WasmProperties.DEFAULTS));

	private final DefaultRuntime unsplit = runtime(UnsplitClasses.backend(PROFILE));

	private static DefaultRuntime runtime(Backend backend) {
		DefaultRuntime runtime = new DefaultRuntime(Map.of(), "dev", Set.of(),
				CatalogToolGateway.of(ToolSource.of("none", List.of())));
		runtime.register(PROFILE, backend);
		return runtime;
	}

	@AfterAll
	void close() {
		this.split.close();
		this.unsplit.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "statements.tsv", "builtins.tsv", "async.tsv" })
	void answersAsTheLanguageDemands(String file) {
		List<Assertion> assertions = assertions(file);

		assertHolds(assertions, file, this.split);
		assertHolds(assertions, file, this.unsplit);
	}

	/**
	 * What QuickJS answers differently: it does not spread the characters of a string
	 * into an object, and collects what only a weak reference holds at once. When this
	 * fails, an upgrade has mended it: move the line to its place, and out of
	 * docs/backends/wasm.md.
	 */
	@Test
	void deviatesOnlyWhereTheDocumentationSaysSo() {
		List<Assertion> assertions = assertions("deviations.tsv");

		assertThat(assertions).hasSize(2);
		assertHolds(assertions, "deviations.tsv", this.split);
		assertHolds(assertions, "deviations.tsv", this.unsplit);
	}

	@Test
	void operatorsAnswerAsTheLanguageDemandsForEveryPairOfValues() {
		List<Assertion> assertions = matrix("operators.tsv");

		assertHolds(assertions, "operators.tsv", this.split);
		assertHolds(assertions, "operators.tsv", this.unsplit);
	}

	@Test
	void thereAreEnoughAssertions() {
		int lines = assertions("statements.tsv").size() + assertions("builtins.tsv").size()
				+ assertions("async.tsv").size();

		assertThat(lines).isGreaterThan(800);
		assertThat(matrix("operators.tsv")).hasSizeGreaterThan(8000);
	}

	private void assertHolds(List<Assertion> assertions, String file, DefaultRuntime runtime) {
		List<String> sources = assertions.stream().map(Assertion::source).toList();
		ExecuteResult result = runtime
			.execute(ExecuteRequest.javascript(this.show + (file.startsWith("async") ? RUN_ASYNC : RUN))
				.input(sources)
				.build())
			.orThrow();
		assertThat(result.value()).isInstanceOfSatisfying(List.class, (answers) -> {
			List<String> wrong = new ArrayList<>();
			for (int i = 0; i < assertions.size(); i++) {
				Assertion assertion = assertions.get(i);
				if (!assertion.expected().equals(answers.get(i))) {
					wrong.add(assertion.source() + "\n  expected " + assertion.expected() + "\n  but was  "
							+ answers.get(i));
				}
			}
			assertThat(wrong).as("wrong answers in " + file).isEmpty();
		});
	}

	private static List<Assertion> assertions(String file) {
		return resource(file).lines().map((line) -> {
			int tab = line.indexOf('\t');
			return new Assertion(line.substring(tab + 1), line.substring(0, tab));
		}).toList();
	}

	/*
	 * The first line has the right operands; each other an operator, a left operand
	 * (empty for unary operators), and the answers.
	 */
	private static List<Assertion> matrix(String file) {
		List<String> lines = resource(file).lines().toList();
		String[] right = lines.get(0).split("\t");
		List<Assertion> assertions = new ArrayList<>();
		for (String line : lines.subList(1, lines.size())) {
			String[] cells = line.split("\t");
			for (int i = 2; i < cells.length; i++) {
				String left = cells[1].isEmpty() ? "" : "(" + cells[1] + ") ";
				assertions.add(new Assertion(left + cells[0] + " (" + right[i] + ")", cells[i]));
			}
		}
		return assertions;
	}

	private static String resource(String name) {
		try (InputStream stream = JavaScriptBehaviourTests.class.getResourceAsStream("behaviour/" + name)) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Assertion(String source, String expected) {
	}

}
