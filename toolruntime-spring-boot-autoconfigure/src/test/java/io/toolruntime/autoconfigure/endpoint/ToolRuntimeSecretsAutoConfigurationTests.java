package io.toolruntime.autoconfigure.endpoint;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class ToolRuntimeSecretsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolRuntimeSecretsAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "toolruntime.server.token,true", "TOOLRUNTIME_SERVER_TOKEN,true",
			"toolruntime.javascript.tools.convert.env.API_KEY,true",
			"toolruntime.javascript.tools.convert.configuration.password,true",
			"toolruntime.javascript.sources.rates.tools.convert.env.API_KEY,true",
			"TOOLRUNTIME_JAVASCRIPT_TOOLS_CONVERT_ENV_APIKEY,true",
			"toolruntime.javascript.tools[team/secret].env.API_KEY,true",
			"toolruntime.javascript.tools[a.b].configuration.pass,true",
			"toolruntime.javascript.tools.convert.env[API_KEY],true",
			"toolruntime.javascript.sources[x].tools[y].env.KEY,true",
			"toolruntime.java-script.tools.convert.env.KEY,true", "toolruntime.javascript.permissions.env[0],false",
			"toolruntime.javascript.timeout,false", "toolruntime.javascript.tools.convert.timeout,false",
			"toolruntime.server.path,false", "shop.token,false" })
	void whatIsSecretIsNotShown(String key, boolean secret) {
		this.runner.run((context) -> {
			SanitizableData shown = context.getBean(SanitizingFunction.class)
				.apply(new SanitizableData(null, key, "value"));
			assertThat(SanitizableData.SANITIZED_VALUE.equals(shown.getValue())).isEqualTo(secret);
		});
	}

}
