package io.toolruntime.autoconfigure.mcp;

import java.util.Set;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Keeps Spring AI from listing every callback and every {@code @McpTool} method on its
 * own: past the gateway they would have neither limits nor records. Resources, prompts
 * and specifications that the application made itself stay.
 */
class SpringAiToolSpecificationRemover implements BeanDefinitionRegistryPostProcessor {

	private static final String SPRING_AI = "org.springframework.ai.mcp.server.common.autoconfigure.";

	private static final Set<String> TOOL_SPECIFICATIONS = Set.of("syncTools", "asyncTools", "toolSpecs");

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		for (String name : TOOL_SPECIFICATIONS) {
			if (registry.containsBeanDefinition(name)) {
				String declaredBy = registry.getBeanDefinition(name).getFactoryBeanName();
				if (declaredBy != null && declaredBy.startsWith(SPRING_AI)) {
					registry.removeBeanDefinition(name);
				}
			}
		}
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
	}

}
