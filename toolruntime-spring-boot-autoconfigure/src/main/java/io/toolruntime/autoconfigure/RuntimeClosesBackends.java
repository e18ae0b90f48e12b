package io.toolruntime.autoconfigure;

import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Keeps the bean factory from closing the backends of profiles: the runtime does, after
 * it has drained. An empty destroy method in the definition would say the same, but
 * ahead-of-time processing does not write it down.
 */
class RuntimeClosesBackends implements MergedBeanDefinitionPostProcessor {

	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String beanName) {
		if (ToolRuntimeAutoConfiguration.PROFILE_BACKENDS.equals(definition.getFactoryBeanName())) {
			definition.registerExternallyManagedDestroyMethod("close");
		}
	}

}
