package io.toolruntime.springai;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.ai.tool.method.MethodToolCallback;
import org.springframework.ai.tool.method.MethodToolCallbackProvider;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link ToolCallbackToolSource}. */
class ToolCallbackToolSourceTests {

	@Test
	void aCallbackBeanIsATool() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Weather.class)) {
			var tool = context.getBean(ToolCallbackToolSource.class).tools().get(0).descriptor();
			assertThat(tool.id()).hasToString("weather:forecast");
			assertThat(tool.description()).isEqualTo("Tells the weather");
			assertThat(tool.inputSchema()).extracting("properties.city.type").isEqualTo("string");
			assertThat(Contexts.run(context, "weather:forecast", Map.of("city", "Oslo")))
				.isEqualTo(Map.of("city", "Oslo", "celsius", -3));
		}
	}

	@Test
	void callbacksOfProvidersAndListsAreTools() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Several.class)) {
			assertThat(Contexts.callbackIds(context)).containsExactly("listed:one", "listed:two", "provided:three");
		}
	}

	@Test
	void aCallbackThatComesByTwoWaysIsOneTool() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Twice.class)) {
			assertThat(Contexts.callbackIds(context)).containsExactly("first:one");
		}
	}

	@Test
	void aCallbackOfAMethodThatIsAToolAlreadyIsTheSameTool() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Exported.class)) {
			assertThat(Contexts.annotatedIds(context)).containsExactly("order:find_order");
			assertThat(Contexts.callbackIds(context)).isEmpty();
			assertThat(Contexts.gateway(context).listNamespaces()).containsExactly("order");
		}
	}

	@Test
	void aCallbackOfAProxiedBeansMethodIsTheSameTool() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Exported.class, ProxyingEverything.class)) {
			assertThat(Contexts.callbackIds(context)).isEmpty();
		}
	}

	@Test
	void aCallbackOfAnObjectThatIsNoBeanIsATool() {
		try (AnnotationConfigApplicationContext context = Contexts.of(NoBean.class)) {
			assertThat(Contexts.callbackIds(context)).containsExactly("shop:find_order");
			assertThat(Contexts.run(context, "shop:find_order", Map.of("id", 2)))
				.isEqualTo(Map.of("id", 2, "status", "shipped"));
		}
	}

	@Test
	void springAiStillNamesTheFieldsThatTellObjectAndMethod() {
		assertThat(ReflectionUtils.findField(MethodToolCallback.class, "toolObject")).isNotNull();
		assertThat(ReflectionUtils.findField(MethodToolCallback.class, "toolMethod")).isNotNull();
		Orders orders = new Orders();
		ToolCallback callback = MethodToolCallbackProvider.builder().toolObjects(orders).build().getToolCallbacks()[0];
		CallbackMethod behind = CallbackMethod.of(callback);
		assertThat(behind).isNotNull();
		assertThat(behind.object()).isSameAs(orders);
		assertThat(behind.method().getName()).isEqualTo("findOrder");
	}

	@Test
	void aResultThatIsNoJsonIsAString() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Texts.class)) {
			assertThat(Contexts.run(context, "texts:plain", Map.of())).isEqualTo("12 apples {");
			assertThat(Contexts.run(context, "texts:json", Map.of())).isEqualTo(List.of(1, 2));
		}
	}

	@Test
	void theToolContextTellsWhoAsks() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Texts.class)) {
			assertThat(Contexts.run(context, "texts:who", Map.of())).isEqualTo("ada in execution-1");
		}
	}

	@Test
	void onlyAMessageThatWasMeantForTheModelReachesIt() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Failing.class)) {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "failing:meant", Map.of()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.EXECUTION_FAILED))
				.withMessage("There is no city of that name");
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "failing:notMeant", Map.of()))
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
		}
	}

	@Test
	void aProviderThatFailsTakesNoOtherToolWithIt() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Weather.class, Away.class)) {
			assertThat(Contexts.callbackIds(context)).containsExactly("weather:forecast");
		}
	}

	@Test
	void aCallbackWhoseSchemaIsNoJsonIsLeftOut() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Weather.class, Malformed.class)) {
			assertThat(Contexts.callbackIds(context)).containsExactly("weather:forecast");
		}
	}

	@Test
	void ourOwnCallbacksAreNoTools() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Outward.class)) {
			assertThat(Contexts.callbackIds(context)).isEmpty();
		}
	}

	@Test
	void noCallbackIsCreatedBeforeSomebodyAsks() {
		LazyCallback.CREATED.set(0);
		try (AnnotationConfigApplicationContext context = Contexts.of(LazyCallback.class)) {
			assertThat(LazyCallback.CREATED).hasValue(0);
			assertThat(Contexts.callbackIds(context)).containsExactly("later:one");
			assertThat(LazyCallback.CREATED).hasValue(1);
		}
	}

	@Test
	void aCallbackBeansMethodMayNameTheNamespace() {
		try (AnnotationConfigApplicationContext context = Contexts.of(NamedCallback.class)) {
			assertThat(Contexts.callbackIds(context)).containsExactly("climate:one");
		}
	}

	static ToolCallback callback(String name) {
		return new TextCallback(name, "done");
	}

	record City(String city) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Weather {

		@Bean
		ToolCallback weatherTool() {
			return FunctionToolCallback.builder("forecast", (City city) -> Map.of("city", city.city(), "celsius", -3))
				.description("Tells the weather")
				.inputType(City.class)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Several {

		@Bean
		List<ToolCallback> listedTools() {
			return List.of(callback("one"), callback("two"));
		}

		@Bean
		ToolCallbackProvider providedTools() {
			return ToolCallbackProvider.from(callback("three"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Twice {

		@Bean
		ToolCallback first() {
			return callback("one");
		}

		@Bean
		ToolCallbackProvider second(ToolCallback first) {
			return ToolCallbackProvider.from(first);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Exported {

		@Bean
		Orders orderTools() {
			return new Orders();
		}

		@Bean
		ToolCallbackProvider exportedTools(Orders orders) {
			return MethodToolCallbackProvider.builder().toolObjects(orders).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyingEverything {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator() {

				@Override
				protected boolean shouldSkip(Class<?> beanClass, String beanName) {
					return !Orders.class.isAssignableFrom(beanClass);
				}

			};
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static DefaultPointcutAdvisor advisor() {
			return new DefaultPointcutAdvisor(
					(org.aopalliance.intercept.MethodInterceptor) (invocation) -> invocation.proceed());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoBean {

		@Bean
		ToolCallbackProvider shopTools() {
			return MethodToolCallbackProvider.builder().toolObjects(new Orders()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Texts {

		@Bean
		List<ToolCallback> texts() {
			return List.of(new TextCallback("plain", "12 apples {"), new TextCallback("json", "[1, 2]"),
					new TextCallback("who", "?") {

						@Override
						public String call(String toolInput, ToolContext toolContext) {
							return ((io.toolruntime.caller.Caller) toolContext.getContext().get(ToolContextKeys.CALLER))
								.name() + " in " + toolContext.getContext().get(ToolContextKeys.EXECUTION_ID);
						}

					});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		List<ToolCallback> failing() {
			return List.of(FunctionToolCallback.builder("meant", (City city) -> {
				throw new ToolException("There is no city of that name");
			}).inputType(City.class).inputSchema("{}").build(),
					FunctionToolCallback.builder("notMeant", (City city) -> {
						throw new IllegalStateException("secret");
					}).inputType(City.class).inputSchema("{}").build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Away {

		@Bean
		ToolCallbackProvider away() {
			return () -> {
				throw new IllegalStateException("connection refused");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Malformed {

		@Bean
		ToolCallback malformed() {
			return new TextCallback("malformed", "") {

				@Override
				public ToolDefinition getToolDefinition() {
					return ToolDefinition.builder().name("malformed").description("").inputSchema("{").build();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Outward {

		@Bean
		OutwardToolCallback outward() {
			return new OutwardCallback();
		}

		@Bean
		ToolCallbackProvider outwardAgain() {
			return ToolCallbackProvider.from(new OutwardCallback());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyCallback {

		static final AtomicInteger CREATED = new AtomicInteger();

		@Bean
		@Lazy
		ToolCallback laterTool() {
			CREATED.incrementAndGet();
			return callback("one");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedCallback {

		@Bean
		@ToolNamespace("climate")
		ToolCallback weather() {
			return callback("one");
		}

	}

	static class TextCallback implements ToolCallback {

		private final String name;

		private final String text;

		TextCallback(String name, String text) {
			this.name = name;
			this.text = text;
		}

		@Override
		public ToolDefinition getToolDefinition() {
			return ToolDefinition.builder()
				.name(this.name)
				.description("Does " + this.name)
				.inputSchema("{\"type\": \"object\"}")
				.build();
		}

		@Override
		public String call(String toolInput) {
			throw new AssertionError("Without a context nobody knows who asks");
		}

		@Override
		public String call(String toolInput, ToolContext toolContext) {
			return this.text;
		}

	}

	static class OutwardCallback extends TextCallback implements OutwardToolCallback {

		OutwardCallback() {
			super("execute_code", "");
		}

	}

}
