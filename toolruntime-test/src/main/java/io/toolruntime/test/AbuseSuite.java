package io.toolruntime.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.Artifact;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InputFile;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every {@link AbuseProgram} on a backend whose sandboxes have a whole system in
 * them, one after the other. Each ends as it must and in time; after it the host is as it
 * was before, and the next execution is as clean as the first.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class AbuseSuite {

	/** How much later than its timeout a program may end. */
	private static final Duration LATE = Duration.ofSeconds(1);

	/**
	 * The machine of a test may stand still for a second; it does not do so each time.
	 */
	private static final int TRIES = 4;

	private static final Duration GONE_WITHIN = Duration.ofSeconds(5);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int ENOUGH_PROGRAMS = 80;

	private static final int ENOUGH_OF_A_CATEGORY = 4;

	private static final int MOST_ARTIFACTS = 100;

	private static final long MOST_BYTES_OF_ARTIFACTS = 32 << 20;

	/** Beyond what the guest bounds its messages to, with what is cut marked. */
	private static final int MOST_OF_AN_ERROR = 17 << 10;

	private static final String REACHED = "reached";

	private static final Set<String> TOOLS = TestTools.source()
		.tools()
		.stream()
		.map((tool) -> tool.descriptor().id().toString())
		.collect(Collectors.toUnmodifiableSet());

	/** What a record may show of an id that is no tool's. */
	private static final Pattern HARMLESS = Pattern.compile("\\p{Print}{0,512}…?");

	private final Set<Object> randomNumbers = new HashSet<>();

	/** By language. */
	private final Map<String, Object> cleanAnswers = new LinkedHashMap<>();

	@SuppressWarnings("NullAway.Init")
	private Backend backend;

	@SuppressWarnings("NullAway.Init")
	private AbuseRuns runs;

	/** What is on the host without any sandbox. */
	private Set<String> before = Set.of();

	/**
	 * Makes the backend.
	 * @param profile the profile that it will run
	 * @return the backend
	 */
	protected abstract Backend backend(SecurityProfile profile);

	/**
	 * Lists the languages whose programs are run.
	 * @return {@code javascript}, {@code typescript}, {@code python}, as far as the
	 * backend has them
	 */
	protected abstract Set<String> languages();

	/**
	 * Lists what sandboxes of this backend have on the host now: processes, mounts,
	 * control groups, containers, files.
	 * @return descriptions
	 */
	protected abstract Set<String> leftovers();

	/**
	 * Turns languages into those of the backend.
	 * @return the transformers, which are closed at the end
	 */
	protected List<CodeTransformer> transformers() {
		return List.of();
	}

	/**
	 * Says how much memory code needs that does nothing.
	 * @return mebibytes
	 */
	protected int smallestMemory() {
		return 96;
	}

	/**
	 * Says whether an execution looks after each program what it can see of it; else one
	 * does after each category, where starting a sandbox takes long. The host is looked
	 * at after each in any case.
	 * @return whether each is looked after
	 */
	protected boolean looksAfterEach() {
		return true;
	}

	@BeforeAll
	void start() throws IOException, InterruptedException {
		this.backend = backend(AbuseRuns.profile());
		this.runs = new AbuseRuns(this.backend, smallestMemory(), transformers());
		this.before = leftovers();
		for (String language : languages()) {
			this.cleanAnswers.put(language, canary(language));
		}
		awaitNothingLeft();
	}

	@AfterAll
	void stop() throws IOException, InterruptedException {
		// Nothing was started where the machine cannot run the backend
		if (this.runs != null) {
			this.runs.close();
			awaitNothingLeft();
		}
	}

	@Test
	void thereAreEnoughPrograms() {
		Map<String, Set<String>> attacks = new LinkedHashMap<>();
		for (String language : List.of("javascript", "python")) {
			for (AbuseProgram program : AbuseProgram.in(language)) {
				assertThat(program.success()).as("what %s wants", program).endsWith(".");
				attacks.computeIfAbsent(program.category(), (category) -> new TreeSet<>()).add(program.attack());
			}
		}
		assertThat(attacks.keySet()).containsExactlyInAnyOrderElementsOf(AbuseProgram.CATEGORIES);
		assertThat(attacks.values())
			.allSatisfy((programs) -> assertThat(programs).hasSizeGreaterThanOrEqualTo(ENOUGH_OF_A_CATEGORY));
		assertThat(attacks.values().stream().mapToInt(Set::size).sum()).isGreaterThanOrEqualTo(ENOUGH_PROGRAMS);
	}

	@TestFactory
	Stream<DynamicContainer> achievesNothingAndLeavesNothing() {
		return languages().stream()
			.sorted()
			.map((language) -> DynamicContainer.dynamicContainer(language, tests(AbuseProgram.in(language))));
	}

	private Stream<DynamicTest> tests(List<AbuseProgram> programs) {
		return IntStream.range(0, programs.size()).mapToObj((i) -> {
			AbuseProgram program = programs.get(i);
			boolean last = i + 1 == programs.size() || !programs.get(i + 1).category().equals(program.category());
			return DynamicTest.dynamicTest(program.toString(), () -> run(program, last || looksAfterEach()));
		});
	}

	private void run(AbuseProgram program, boolean thenLooks) throws InterruptedException {
		Assumptions.assumeTrue(this.runs.targets().hasAbstractSocket() || !program.name().equals("abstract-sockets"),
				"python3, which has the abstract socket of the host, is not in " + HostTargets.PYTHON_PATH);
		ExecuteResult result = this.runs.execute(program);
		try {
			assertExpected(program, result);
			assertBounded(program, result);
			assertThat(result.toolCalls()).allSatisfy(AbuseSuite::assertTrueRecord);
			assertArtifacts(program, result);
		}
		finally {
			// Whatever it did: the next program must find the host as it was
			this.runs.targets().assertUntouched(told(result));
			awaitNothingLeft();
		}
		if (thenLooks) {
			assertThat(canary(program.language())).as("the execution after %s", program)
				.isEqualTo(this.cleanAnswers.get(program.language()));
		}
	}

	private void assertExpected(AbuseProgram program, ExecuteResult result) {
		AbuseProgram.Expectation expected = program.expectedOn(this.backend.info().kind());
		assertThat(result.outcome())
			.as("%s gave %s and ended with %s%nThe attack: %s", program, result.value(), result.error(),
					program.success())
			.isIn(expected.outcomes());
		if (result.outcome() == ExecutionOutcome.OK && expected.value() != null) {
			assertAnswer(program, result.value(), JsonMapper.shared().readValue(expected.value(), Object.class));
		}
		if (result.outcome() == ExecutionOutcome.TIMEOUT) {
			double timeout = Objects.requireNonNull(this.runs.limits(program).timeout()).toMillis();
			double ran = result.timings().runMs();
			for (int i = 1; i < TRIES && ran > timeout + LATE.toMillis(); i++) {
				ran = Math.min(ran, this.runs.execute(program).timings().runMs());
			}
			assertThat(ran).as("milliseconds until %s ended", program).isBetween(timeout, timeout + LATE.toMillis());
		}
	}

	private static void assertAnswer(AbuseProgram program, @Nullable Object answer, Object expected) {
		if (expected instanceof Map<?, ?> map && map.get(REACHED) instanceof List<?> harmless) {
			assertThat(answer).as("%s: %s", program, program.success())
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsOnlyKeys(REACHED)
				.extractingByKey(REACHED, InstanceOfAssertFactories.LIST)
				.isSubsetOf(harmless);
			return;
		}
		assertThat(answer).as("%s: %s", program, program.success()).isEqualTo(expected);
	}

	private void assertBounded(AbuseProgram program, ExecuteResult result) {
		String output = result.stdout() + result.stderr();
		assertThat((long) output.getBytes(StandardCharsets.UTF_8).length).as("bytes of output")
			.isLessThanOrEqualTo(this.runs.limits(program).outputOrMax());
		assertThat(String.valueOf(result.error())).hasSizeLessThanOrEqualTo(3 * MOST_OF_AN_ERROR);
	}

	private static void assertTrueRecord(ToolCallRecord call) {
		if (!TOOLS.contains(call.toolId())) {
			assertThat(call.outcome()).as(call.toolId()).isNotEqualTo(ToolCallRecord.OK);
			assertThat(call.toolId()).matches(HARMLESS);
		}
	}

	private static void assertArtifacts(AbuseProgram program, ExecuteResult result) {
		assertThat(result.artifacts()).hasSizeLessThanOrEqualTo(MOST_ARTIFACTS);
		// Refuses what is no path below a folder
		result.artifacts().forEach((artifact) -> new InputFile(artifact.path(), new byte[0]));
		assertThat(result.artifacts().stream().mapToLong((artifact) -> content(artifact).length).sum())
			.isEqualTo(result.artifacts().stream().mapToLong(Artifact::size).sum())
			.isLessThanOrEqualTo(MOST_BYTES_OF_ARTIFACTS);
		if (program.artifacts() != null) {
			assertThat(result.artifacts()).extracting(Artifact::path)
				.containsExactlyInAnyOrderElementsOf(program.artifacts());
		}
	}

	private static byte[] content(Artifact artifact) {
		try (InputStream in = artifact.content().get()) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/* All that came out. */
	private static String told(ExecuteResult result) {
		StringBuilder told = new StringBuilder(result.toString());
		for (Artifact artifact : result.artifacts()) {
			told.append('\n').append(new String(content(artifact), StandardCharsets.ISO_8859_1));
		}
		return told.toString();
	}

	private void awaitNothingLeft() throws InterruptedException {
		long deadline = System.nanoTime() + GONE_WITHIN.toNanos();
		while (!left().isEmpty() && System.nanoTime() - deadline < 0) {
			Thread.sleep(10);
		}
		assertThat(left()).as("what is left on the host").isEmpty();
	}

	private Set<String> left() {
		// What is quick to find out comes first
		int active = this.backend.pool().map((pool) -> pool.active() + pool.idle()).orElse(0);
		Set<String> left = new TreeSet<>((active > 0) ? Set.of(active + " sandboxes") : Set.of());
		Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("toolruntime-guest-"))
			.forEach((name) -> left.add("thread " + name));
		if (left.isEmpty()) {
			left.addAll(leftovers());
			left.removeAll(this.before);
		}
		return left;
	}

	private Object canary(String language) {
		ExecuteResult result = this.runs
			.execute(ExecuteRequest.builder().language(language).code(AbuseProgram.canary(language)).build());
		assertThat(result.outcome()).as("the execution after it: %s", result.error()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.stdout() + result.stderr()).isEmpty();
		assertThat(result.artifacts()).isEmpty();
		assertThat(result.toolCalls()).singleElement()
			.satisfies((call) -> assertThat(call.outcome()).isEqualTo(ToolCallRecord.OK));
		Map<?, ?> answer = assertThat(result.value()).asInstanceOf(InstanceOfAssertFactories.MAP).actual();
		assertThat(this.randomNumbers.add(Objects.requireNonNull(answer.get("random"))))
			.as("a random number that no execution had before")
			.isTrue();
		assertThat(answer.get("residue")).as("what other executions left").isEqualTo(List.of());
		return Objects.requireNonNull(answer.get("clean"));
	}

}
