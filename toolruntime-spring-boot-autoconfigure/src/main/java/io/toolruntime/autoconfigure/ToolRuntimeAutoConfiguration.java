package io.toolruntime.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import io.toolruntime.ExecutionListener;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.properties.ConfiguredFeature;
import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;

/**
 * Auto-configures a {@link Backend} for each profile of {@code toolruntime.profiles}, and
 * the {@link ToolRuntime} that routes to them.
 */
@AutoConfiguration(after = ToolCatalogAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@Import(ProfileBackendRegistrar.class)
public final class ToolRuntimeAutoConfiguration {

	static final String PROFILE_BACKENDS = "toolRuntimeProfileBackends";

	@Bean
	ToolRuntimeConfiguration toolRuntimeConfiguration(Environment environment,
			ObjectProvider<ConfiguredFeature<?>> features) {
		ToolRuntimeConfiguration configuration = new ToolRuntimeConfiguration(environment);
		features.forEach(configuration::read);
		return configuration;
	}

	@Bean
	ToolRuntimeProperties toolRuntimeProperties(ToolRuntimeConfiguration configuration) {
		return configuration.properties();
	}

	@Bean
	static RuntimeClosesBackends toolRuntimeClosesBackends() {
		return new RuntimeClosesBackends();
	}

	@Bean(PROFILE_BACKENDS)
	ProfileBackends toolRuntimeProfileBackends(ToolRuntimeConfiguration configuration,
			ObjectProvider<BackendFactory<?>> factories, ConfigurableListableBeanFactory beanFactory) {
		return new ProfileBackends(configuration, factories.orderedStream().toList(), replacedProfiles(beanFactory));
	}

	/* Profiles whose backend is a bean of the application, not one that we registered. */
	private static Set<String> replacedProfiles(ConfigurableListableBeanFactory beanFactory) {
		return Arrays.stream(beanFactory.getBeanNamesForType(Backend.class, true, false))
			.filter((name) -> name.endsWith(ProfileBackendRegistrar.SUFFIX))
			.filter((name) -> !beanFactory.containsBeanDefinition(name)
					|| !PROFILE_BACKENDS.equals(beanFactory.getBeanDefinition(name).getFactoryBeanName()))
			.map(ToolRuntimeAutoConfiguration::profile)
			.collect(Collectors.toUnmodifiableSet());
	}

	private static String profile(String beanName) {
		return beanName.substring(0, beanName.length() - ProfileBackendRegistrar.SUFFIX.length());
	}

	@Bean
	@ConditionalOnMissingBean(ToolRuntime.class)
	DefaultRuntime toolRuntime(ToolRuntimeProperties properties, ProfileBackends profiles,
			Map<String, Backend> backends, ToolGateway gateway, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<ExecutionListener> listeners, ObjectProvider<CodeTransformer> transformers) {
		RuntimeSettings settings = new RuntimeSettings(properties.defaultLanguage(), properties.defaultProfile(),
				properties.denyUnsafeProfiles(), properties.shutdownTimeout());
		List<ExecutionListener> all = listeners.orderedStream().toList();
		DefaultRuntime runtime = new DefaultRuntime(settings, gateway,
				observations.getIfUnique(() -> ObservationRegistry.NOOP), all, transformers.orderedStream().toList());
		backends.forEach((name, backend) -> {
			if (name.endsWith(ProfileBackendRegistrar.SUFFIX)) {
				runtime.register(profiles.profile(profile(name)), backend);
				profiles.claimed(backend);
			}
		});
		profiles.requireAllRegistered(runtime.registry());
		return runtime;
	}

	@Bean
	BackendStatuses toolRuntimeBackendStatuses() {
		return new BackendStatuses(BackendStatuses.TIMEOUT);
	}

	@Bean
	ToolRuntimeLifecycle toolRuntimeLifecycle(ToolRuntime runtime, ConfigurableApplicationContext context) {
		return new ToolRuntimeLifecycle(runtime, context);
	}

}
