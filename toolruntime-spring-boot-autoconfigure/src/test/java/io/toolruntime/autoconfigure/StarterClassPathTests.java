package io.toolruntime.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.autoconfigure.app.ToolApplication;
import io.toolruntime.autoconfigure.plain.PlainApplication;

import static org.assertj.core.api.Assertions.assertThat;

class StarterClassPathTests {

	/* What tests need, and the starter does not bring */
	private static final String BEYOND_THE_STARTER = "toolruntime-docker|docker-java|testcontainers|tomcat|servlet-api|spring-boot-(starter-)?(webmvc|web-server|servlet"
			+ "|http-converter|starter-web)|mcp|jackson-dataformat-yaml|spring-ai-client-chat|spring-security|mockito|junit|archunit|spring-(boot-)?test|spring-core-test";

	@Test
	void theStarterAndOneBeanWithAToolAreEnoughToRunCode() throws Exception {
		assertThat(new ReducedClassPath(BEYOND_THE_STARTER).run(ToolApplication.class)).isEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "nothing; ^$",
					"Actuator; actuator|spring-boot-health|micrometer-(core|jakarta9)|spring-boot-micrometer",
					"Spring AI; spring-ai", "Spring Web; spring-web|toolruntime-spring-web",
					"TypeScript; toolruntime-typescript", "the process backends; toolruntime-process" })
	void anApplicationStartsWithoutToolsAndWithout(String name, String excluded) throws Exception {
		assertThat(new ReducedClassPath(BEYOND_THE_STARTER + "|" + excluded).run(PlainApplication.class)).isEqualTo(42);
	}

	@Test
	void ofABackendThatIsNotUsedNoClassIsLoadedAndNoThreadIsStarted() throws Exception {
		ReducedClassPath classPath = new ReducedClassPath(
				BEYOND_THE_STARTER.replace("toolruntime-docker|docker-java|testcontainers|", ""));
		classPath.run(PlainApplication.class);
		assertThat(classPath.loaded()).anyMatch((name) -> name.startsWith("io.toolruntime.wasm."))
			.noneMatch((name) -> name.startsWith("io.toolruntime.process."))
			.noneMatch((name) -> name.startsWith("io.toolruntime.docker."))
			.noneMatch((name) -> name.startsWith("com.github.dockerjava."));
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("toolruntime-process") || name.startsWith("toolruntime-unsafe")
					|| name.startsWith("toolruntime-docker"));
	}

}
