package io.toolruntime.autoconfigure;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.profile.Isolation;

/** Stands in for the modules of three backends. */
@Configuration(proxyBeanMethods = false)
public class FakeBackends {

	@Bean
	FakeBackendFactory wasm() {
		return new FakeBackendFactory("wasm", Isolation.WASM);
	}

	@Bean
	FakeBackendFactory unsafe() {
		return new FakeBackendFactory("unsafe", Isolation.NONE);
	}

	@Bean
	FakeBackendFactory docker() {
		return new FakeBackendFactory("docker", Isolation.NAMESPACE);
	}

}
