package io.toolruntime.autoconfigure.javascript;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.autoconfigure.properties.ConfiguredFeature;
import io.toolruntime.javascript.JavaScriptTools;

import static org.assertj.core.api.Assertions.assertThat;

class JavaScriptToolsFeatureAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JavaScriptToolsFeatureAutoConfiguration.class));

	@Test
	void itsKeysAreBelowJavascript() {
		this.runner
			.run((context) -> assertThat(context.getBean(ConfiguredFeature.class).key()).isEqualTo("javascript"));
	}

	@Test
	void thereAreNoneWithoutTheModule() {
		this.runner.withClassLoader(new FilteredClassLoader(JavaScriptTools.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ConfiguredFeature.class));
	}

}
