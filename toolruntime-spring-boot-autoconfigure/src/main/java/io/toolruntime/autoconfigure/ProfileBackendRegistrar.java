package io.toolruntime.autoconfigure;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.toolruntime.autoconfigure.properties.ProfileNames;

/**
 * Registers a bean for the backend of each configured profile. The definitions name a
 * factory method, so that ahead-of-time processing can write them down.
 */
class ProfileBackendRegistrar implements ImportBeanDefinitionRegistrar {

	/** What the names of the beans end in, after the profile's name. */
	static final String SUFFIX = "ToolRuntimeBackend";

	private final Environment environment;

	ProfileBackendRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		for (String profile : ProfileNames.in(this.environment)) {
			String name = profile + SUFFIX;
			if (!registry.containsBeanDefinition(name)) {
				registry.registerBeanDefinition(name, definition(profile));
			}
		}
	}

	private static BeanDefinition definition(String profile) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setFactoryBeanName(ToolRuntimeAutoConfiguration.PROFILE_BACKENDS);
		definition.setFactoryMethodName("backend");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, profile);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, profile));
		definition.setDescription("Backend of profile '" + profile + "'");
		return definition;
	}

}
