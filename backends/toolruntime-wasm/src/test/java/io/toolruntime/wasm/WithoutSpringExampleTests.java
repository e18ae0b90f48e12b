package io.toolruntime.wasm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteResult;
import io.toolruntime.limit.Limit;

import static org.assertj.core.api.Assertions.assertThat;

class WithoutSpringExampleTests {

	@Test
	void theExampleRuns() {
		ExecuteResult result = new WithoutSpringExample().hottestCity();

		assertThat(result.value()).isEqualTo("Cairo");
		assertThat(result.toolCalls()).hasSize(3);
		assertThat(result.limitsEnforced().isEnforced(Limit.MEMORY)).isTrue();
	}

	@Test
	void theDocumentShowsTheExample() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/toolruntime/wasm/WithoutSpringExample.java"));
		String example = source.substring(source.indexOf("// example:begin\n") + "// example:begin\n".length(),
				source.indexOf("\t// example:end"));

		assertThat(Files.readString(Path.of("../../docs/without-spring.md")))
			.contains(example.stripTrailing().stripIndent());
	}

}
