package io.toolruntime.test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The control of {@link AbuseSuite}: where nothing isolates code from the host, programs
 * of the suite do reach what they look for. One that reached nothing there would prove
 * nothing in a sandbox. Only those that look, and change nothing, are run.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class AbuseControl {

	private static final Set<String> HARMLESS = Set.of("processes/sees-no-other", "network/listeners-of-the-host",
			"network/daemon-sockets", "network/abstract-sockets", "file-system/file-of-the-host",
			"file-system/root-of-every-process", "file-system/links", "disclosure/commands-of-the-host",
			"disclosure/memory-of-the-host", "disclosure/name-of-the-host", "disclosure/connections-of-the-host");

	@SuppressWarnings("NullAway.Init")
	private AbuseRuns runs;

	/**
	 * Makes the backend.
	 * @param profile the profile that it will run
	 * @return a backend that isolates nothing
	 */
	protected abstract Backend backend(SecurityProfile profile);

	/**
	 * Lists the languages whose programs are run.
	 * @return {@code javascript}, {@code python}, as far as the backend has them
	 */
	protected abstract Set<String> languages();

	@BeforeAll
	void start() throws IOException, InterruptedException {
		this.runs = new AbuseRuns(backend(AbuseRuns.profile()), 0, List.of());
	}

	@AfterAll
	void stop() throws IOException {
		if (this.runs != null) {
			this.runs.close();
		}
	}

	@Test
	void everyControlIsAProgramOfTheSuite() {
		assertThat(AbuseProgram.in("python").stream().map(AbuseProgram::attack)).containsAll(HARMLESS);
		assertThat(AbuseProgram.in("javascript").stream().map(AbuseProgram::attack)).containsAll(HARMLESS);
	}

	@TestFactory
	Stream<DynamicTest> reachesTheHostWhereNothingIsInBetween() {
		return languages().stream()
			.sorted()
			.flatMap((language) -> AbuseProgram.in(language).stream())
			.filter((program) -> HARMLESS.contains(program.attack()))
			.map((program) -> DynamicTest.dynamicTest(program.toString(), () -> run(program)));
	}

	private void run(AbuseProgram program) {
		ExecuteResult result = this.runs.execute(program);
		assertThat(result.outcome()).as("%s", result.error()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.value()).isInstanceOfSatisfying(Map.class,
				(value) -> assertThat((List<?>) value.get("reached")).as(program.success()).isNotEmpty());
	}

}
