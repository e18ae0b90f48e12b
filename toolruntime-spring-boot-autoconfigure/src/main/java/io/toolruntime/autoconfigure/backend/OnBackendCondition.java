package io.toolruntime.autoconfigure.backend;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.toolruntime.autoconfigure.properties.ConfiguredKinds;

/**
 * Looks for profiles that use a kind of backend. {@link PriorityOrdered} puts it before
 * the condition that loads the backend's class.
 */
class OnBackendCondition extends SpringBootCondition implements PriorityOrdered {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Map<String, Object> attributes = Objects
			.requireNonNull(metadata.getAnnotationAttributes(ConditionalOnBackend.class.getName()));
		List<String> kinds = Arrays.asList((String[]) Objects.requireNonNull(attributes.get("value")));
		Set<String> used = new TreeSet<>(ConfiguredKinds.in(context.getEnvironment()));
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnBackend.class, kinds);
		return kinds.stream().anyMatch(used::contains) ? ConditionOutcome.match(message.foundExactly("profiles of it"))
				: ConditionOutcome.noMatch(message.because("profiles use " + used));
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
