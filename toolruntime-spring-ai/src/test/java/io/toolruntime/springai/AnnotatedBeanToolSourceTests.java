package io.toolruntime.springai;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.toolruntime.caller.Caller;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.mcp.annotation.McpMeta;
import org.springframework.ai.mcp.annotation.McpTool;
import org.springframework.ai.mcp.annotation.McpTool.McpAnnotations;
import org.springframework.ai.mcp.annotation.McpToolParam;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.ai.tool.execution.ToolCallResultConverter;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.security.access.AccessDeniedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tests for {@link AnnotatedBeanToolSource}. */
class AnnotatedBeanToolSourceTests {

	@Test
	void aToolMethodOfAnyBeanIsATool() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("orderTools", Orders.class))) {
			assertThat(Contexts.annotatedIds(context)).containsExactly("order:find_order");
			assertThat(Contexts.tool(context, "order:find_order").descriptor().description())
				.isEqualTo("Finds an order by its id");
			assertThat(Contexts.run(context, "order:find_order", Map.of("id", 7)))
				.isEqualTo(Map.of("id", 7, "status", "shipped"));
		}
	}

	@Test
	void aMethodIsCalledThroughItsClassProxySoThatAdviceApplies() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Proxied.class, GuardedTools.class)) {
			assertThat(AopUtils.isCglibProxy(context.getBean(GuardedTools.class))).isTrue();
			assertThat(Contexts.run(context, idOf(context, "open"), Map.of())).isEqualTo("open, advised");
		}
	}

	@Test
	void aMethodIsCalledThroughItsInterfaceProxySoThatAdviceApplies() {
		try (AnnotationConfigApplicationContext context = Contexts.of(InterfaceProxied.class, VaultTools.class)) {
			assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Vault.class))).isTrue();
			assertThat(Contexts.run(context, idOf(context, "open"), Map.of("vault", "gold")))
				.isEqualTo("gold, advised");
		}
	}

	@Test
	void aMethodThatTheInterfaceProxyDoesNotHaveIsRefusedAndNotCalledPastIt() {
		try (AnnotationConfigApplicationContext context = Contexts.of(InterfaceProxied.class, VaultTools.class)) {
			assertThat(Contexts.annotatedIds(context)).noneMatch((id) -> id.endsWith("notInTheInterface"));
		}
	}

	@Test
	void aFinalMethodOfAProxiedClassIsRefusedBecauseNoAdviceWouldApply() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Proxied.class, GuardedTools.class)) {
			assertThat(Contexts.annotatedIds(context)).noneMatch((id) -> id.endsWith("sealed"));
		}
	}

	@Test
	void whatSecurityRefusesIsDenied() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Refusing.class, GuardedTools.class)) {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, idOf(context, "open"), Map.of()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.DENIED))
				.withMessage("The caller may not use this tool");
		}
	}

	@Test
	void annotationsOfAnInterfaceCountForItsImplementation() {
		try (AnnotationConfigApplicationContext context = Contexts.of(VaultTools.class)) {
			Map<String, Object> schema = Contexts.tool(context, idOf(context, "open")).descriptor().inputSchema();
			assertThat(schema).extracting("properties.vault.description").isEqualTo("Which vault");
		}
	}

	@Test
	void mcpToolMethodsAreToolsWithTheirHintsAndTitle() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("stockService", Stock.class))) {
			var level = Contexts.tool(context, "stock:stock_level").descriptor();
			assertThat(level.title()).isEqualTo("Stock level");
			assertThat(level.annotations()).isEqualTo(new ToolAnnotations(true, false, true, false));
			assertThat(level.inputSchema()).extracting("properties.productId.description").isEqualTo("The product");
			assertThat(Contexts.run(context, "stock:stock_level", Map.of("productId", 3))).isEqualTo(30);
		}
	}

	@Test
	void hintsThatAreNotGivenAreNotMadeUp() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("stock", Stock.class))) {
			assertThat(Contexts.tool(context, "stock:failing").descriptor().annotations())
				.isEqualTo(ToolAnnotations.NONE);
		}
	}

	@Test
	void aFailedMcpResultIsAFailureAndNotASuccess() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("stock", Stock.class))) {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "stock:failing", Map.of()))
				.withMessage("The warehouse is closed");
		}
	}

	@Test
	void anMcpResultGivesItsStructuredContentElseItsTextAsJson() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("stock", Stock.class))) {
			assertThat(Contexts.run(context, "stock:structured", Map.of())).isEqualTo(Map.of("a", 1));
			assertThat(Contexts.run(context, "stock:text", Map.of())).isEqualTo(Map.of("b", 2));
		}
	}

	@Test
	void aMethodThatNeedsAWaitingMcpClientIsNoTool() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("stock", Stock.class))) {
			assertThat(Contexts.annotatedIds(context)).doesNotContain("stock:elicit").contains("stock:stock_level");
		}
	}

	@Test
	void contextsAreInjectedAndNoPartOfTheSchema() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("who", Who.class))) {
			var descriptor = Contexts.tool(context, "who:asks").descriptor();
			assertThat(descriptor.inputSchema())
				.isEqualTo(Map.of("type", "object", "properties", Map.of("greeting", Map.of("type", "string")),
						"required", List.of("greeting"), "additionalProperties", false));
			assertThat(Contexts.run(context, "who:asks", Map.of("greeting", "Hello")))
				.isEqualTo("Hello ada, ada, execution-1, standard");
		}
	}

	@Test
	void anArgumentThatDoesNotExistIsRefusedByTheSchema() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("orders", Orders.class))) {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "orders:find_order", Map.of("id", 1, "nmae", "x")))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT))
				.withMessageContaining("nmae");
		}
	}

	@Test
	void optionalArgumentsThatAreLeftOutAreNullOrZero() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("pages", Pages.class))) {
			assertThat(Contexts.run(context, "pages:list", Map.of())).isEqualTo("null page 0 desc false");
			assertThat(Contexts.run(context, "pages:list", Map.of("from", "2026-01-31", "page", 2)))
				.isEqualTo("2026-01-31 page 2 desc false");
		}
	}

	@Test
	void anArgumentThatCannotBeReadIsNamed() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("pages", Pages.class))) {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "pages:list", Map.of("from", "tomorrow")))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.VALIDATION_INPUT))
				.withMessageStartingWith("Argument 'from' cannot be read as LocalDate");
		}
	}

	@Test
	void aToolsOwnMessageReachesTheModelAndNoOther() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("failing", Failing.class))) {
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "failing:meant", Map.of()))
				.withMessage("There is no order 7");
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> Contexts.run(context, "failing:notMeant", Map.of()))
				.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
		}
	}

	@Test
	void aPromisedResultIsAwaited() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("promises", Promises.class))) {
			assertThat(Contexts.run(context, "promises:future", Map.of())).isEqualTo("later");
			assertThat(Contexts.run(context, "promises:mono", Map.of())).isEqualTo(List.of("later"));
		}
	}

	@Test
	void aResultConverterOfTheApplicationsOwnIsAsked() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("redacted", Redacted.class))) {
			assertThat(Contexts.run(context, "redacted:person", Map.of())).isEqualTo(Map.of("name", "Ada"));
			assertThat(Contexts.tool(context, "redacted:person").descriptor().outputSchema()).isNull();
		}
	}

	@Test
	void nonPublicClassesAndMethodsAreTools() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("hidden", Hidden.class))) {
			assertThat(Contexts.run(context, "hidden:secretly", Map.of())).isEqualTo("done");
		}
	}

	@Test
	void inheritedAndGenericMethodsKnowTheirTypes() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("dates", Dates.class))) {
			assertThat(Contexts.run(context, "dates:echo", Map.of("value", "2026-01-31"))).isEqualTo("LocalDate");
		}
	}

	@Test
	void lookingForToolsCreatesNoBean() {
		Counted.CREATED.set(0);
		try (AnnotationConfigApplicationContext context = Contexts.of(LazyTools.class)) {
			assertThat(Contexts.annotatedIds(context)).containsExactly("counted:ping");
			assertThat(Counted.CREATED).hasValue(0);

			assertThat(Contexts.run(context, "counted:ping", Map.of())).isEqualTo("pong 1");
			assertThat(Counted.CREATED).hasValue(1);
		}
	}

	@Test
	void aPrototypeIsCreatedForEachCall() {
		Counted.CREATED.set(0);
		try (AnnotationConfigApplicationContext context = Contexts.of((registry) -> registry.registerBean("counted",
				Counted.class, (definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE)))) {
			var gateway = Contexts.gateway(context);
			assertThat(gateway.runTool("counted:ping", Map.of())).isEqualTo("pong 1");
			assertThat(gateway.runTool("counted:ping", Map.of())).isEqualTo("pong 2");
		}
	}

	@Test
	void aScopedBeanIsReachedThroughItsProxyAndListedOnce() {
		Counted.CREATED.set(0);
		try (AnnotationConfigApplicationContext context = Contexts.of((registry) -> {
			registry.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			registry.register(ScopedTools.class);
		})) {
			assertThat(Contexts.annotatedIds(context)).containsExactly("counted:ping");
			assertThat(Counted.CREATED).hasValue(0);
			assertThat(Contexts.run(context, "counted:ping", Map.of())).isEqualTo("pong 1");
		}
	}

	@Test
	void aBeanThatAFactoryMakesHasTools() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("orderTools", OrdersFactory.class))) {
			assertThat(Contexts.annotatedIds(context)).containsExactly("order:find_order");
			assertThat(Contexts.run(context, "order:find_order", Map.of("id", 1)))
				.isEqualTo(Map.of("id", 1, "status", "shipped"));
		}
	}

	@Test
	void aListAskedForBeforeAllSingletonsAreThereIsAskedForAgain() {
		try (AnnotationConfigApplicationContext context = Contexts.of((registry) -> {
			registry.registerBean("early", Early.class,
					() -> new Early(registry.getBean(AnnotatedBeanToolSource.class)));
			registry.registerBean("orders", Orders.class);
		})) {
			assertThat(context.getBean(Early.class).changes).hasValue(1);
			assertThat(Contexts.annotatedIds(context)).contains("orders:find_order");
		}
	}

	@Test
	void aMethodThatReturnsAFunctionIsNoTool() {
		try (AnnotationConfigApplicationContext context = Contexts
			.of((registry) -> registry.registerBean("functions", Functions.class))) {
			assertThat(Contexts.annotatedIds(context)).isEmpty();
		}
	}

	@Test
	void theNamespaceIsTheAnnotationsElseTheBeansNameWithoutItsKind() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Namespaced.class)) {
			assertThat(Contexts.annotatedIds(context)).containsExactly("a_b:find_order", "audit:on_the_method",
					"customer:find_order", "inventory:find_order", "on_the_class:find_order", "on_the_class:own",
					"shop:find_order", "special:find_order", "tools:find_order");
		}
	}

	@Test
	void aNameThatSpringMadeFromTheClassIsShortened() {
		try (AnnotationConfigApplicationContext context = Contexts.of(Importing.class)) {
			assertThat(context.getBeanNamesForType(Orders.class)).containsExactly(Orders.class.getName());
			assertThat(Contexts.annotatedIds(context)).containsExactly("orders:find_order");
		}
	}

	private static String idOf(AnnotationConfigApplicationContext context, String name) {
		return Contexts.annotatedIds(context)
			.stream()
			.filter((id) -> id.endsWith(":" + name))
			.findFirst()
			.orElseThrow(() -> new AssertionError("Only " + Contexts.annotatedIds(context)));
	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Advised {

	}

	static class GuardedTools {

		@Advised
		@Tool
		public String open() {
			return "open";
		}

		@Tool
		public final String sealed() {
			return "sealed";
		}

	}

	interface Vault {

		@Tool(description = "Opens a vault")
		String open(@ToolParam(description = "Which vault") String vault);

	}

	static class VaultTools implements Vault {

		@Advised
		@Override
		public String open(String vault) {
			return vault;
		}

		@Tool
		public String notInTheInterface() {
			return "past the proxy";
		}

	}

	static DefaultPointcutAdvisor advisor(MethodInterceptor interceptor) {
		return new DefaultPointcutAdvisor(AnnotationMatchingPointcut.forMethodAnnotation(Advised.class), interceptor);
	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static DefaultPointcutAdvisor advisor() {
			return AnnotatedBeanToolSourceTests.advisor((invocation) -> invocation.proceed() + ", advised");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterfaceProxied {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
			return new DefaultAdvisorAutoProxyCreator();
		}

		@Bean
		static DefaultPointcutAdvisor advisor() {
			return AnnotatedBeanToolSourceTests.advisor((invocation) -> invocation.proceed() + ", advised");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Refusing {

		@Bean
		static DefaultAdvisorAutoProxyCreator autoProxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static DefaultPointcutAdvisor advisor() {
			return AnnotatedBeanToolSourceTests.advisor((invocation) -> {
				throw new AccessDeniedException("role 4711 is missing");
			});
		}

	}

	static class Stock {

		@McpTool(name = "stock_level", title = "Stock level", description = "How many are there",
				annotations = @McpAnnotations(readOnlyHint = true, destructiveHint = false, idempotentHint = true,
						openWorldHint = false))
		public int stockLevel(@McpToolParam(description = "The product") int productId, McpMeta meta) {
			return productId * 10 + meta.meta().size();
		}

		@McpTool
		public CallToolResult failing() {
			return CallToolResult.builder().isError(true).addTextContent("The warehouse is closed").build();
		}

		@McpTool
		public CallToolResult structured() {
			return CallToolResult.builder().structuredContent(Map.of("a", 1)).addTextContent("ignored").build();
		}

		@McpTool
		public CallToolResult text() {
			return CallToolResult.builder().addTextContent("{\"b\": 2}").build();
		}

		@McpTool
		public String elicit(McpSyncServerExchange exchange) {
			return "asked";
		}

	}

	static class Who {

		@Tool
		public String asks(String greeting, ToolContext springAi, ToolCallContext call) {
			Caller caller = (Caller) springAi.getContext().get(ToolContextKeys.CALLER);
			return greeting + " " + caller.name() + ", " + call.caller().name() + ", "
					+ springAi.getContext().get(ToolContextKeys.EXECUTION_ID) + ", "
					+ springAi.getContext().get(ToolContextKeys.PROFILE);
		}

	}

	static class Pages {

		@Tool
		public String list(@ToolParam(required = false) LocalDate from, @ToolParam(required = false) int page,
				@McpToolParam(required = false) boolean descending) {
			return from + " page " + page + " desc " + descending;
		}

	}

	static class Failing {

		@Tool
		public String meant() {
			throw new ToolException("There is no order 7");
		}

		@Tool
		public String notMeant() {
			throw new IllegalStateException("secret");
		}

	}

	static class Promises {

		@Tool
		public CompletableFuture<String> future() {
			return CompletableFuture.supplyAsync(() -> "later");
		}

		@McpTool
		public Mono<List<String>> mono() {
			return Mono.just(List.of("later"));
		}

	}

	static class Redacted {

		record Person(String name, String secret) {
		}

		@Tool(resultConverter = WithoutSecret.class)
		public Person person() {
			return new Person("Ada", "secret");
		}

	}

	public static class WithoutSecret implements ToolCallResultConverter {

		@Override
		public String convert(Object result, java.lang.reflect.Type returnType) {
			return "{\"name\": \"" + ((Redacted.Person) result).name() + "\"}";
		}

	}

	private static class Hidden {

		@Tool
		private String secretly() {
			return "done";
		}

	}

	abstract static class Echo<T> {

		@Tool
		public String echo(T value) {
			return value.getClass().getSimpleName();
		}

	}

	static class Dates extends Echo<LocalDate> {

	}

	static class Counted {

		static final AtomicInteger CREATED = new AtomicInteger();

		private final int number;

		Counted() {
			this.number = CREATED.incrementAndGet();
		}

		@Tool
		public String ping() {
			return "pong " + this.number;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTools {

		@Bean
		@Lazy
		Counted countedTools() {
			return new Counted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedTools {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Counted counted() {
			return new Counted();
		}

	}

	static class OrdersFactory implements FactoryBean<Orders> {

		@Override
		public Orders getObject() {
			return new Orders();
		}

		@Override
		public Class<?> getObjectType() {
			return Orders.class;
		}

	}

	static class Early {

		final AtomicInteger changes = new AtomicInteger();

		final List<String> seen = new ArrayList<>();

		Early(AnnotatedBeanToolSource source) {
			source.onChange(this.changes::incrementAndGet);
			source.tools().forEach((tool) -> this.seen.add(tool.descriptor().id().toString()));
		}

	}

	static class Functions {

		@Tool
		public Supplier<String> supplier() {
			return () -> "no";
		}

	}

	@ToolNamespace("on_the_class")
	static class OnTheClass extends Orders {

		@Tool
		public void own() {
		}

		@Tool(name = "on_the_method")
		@ToolNamespace("audit")
		public void onTheMethod() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Namespaced {

		@Bean
		OnTheClass anything() {
			return new OnTheClass();
		}

		@Bean
		@ToolNamespace("special")
		Orders whatever() {
			return new Orders();
		}

		@Bean
		Orders customerTools() {
			return new Orders();
		}

		@Bean
		Orders inventoryService() {
			return new Orders();
		}

		@Bean
		Orders shopTool() {
			return new Orders();
		}

		@Bean
		Orders tools() {
			return new Orders();
		}

		@Bean("a/bTools")
		Orders slash() {
			return new Orders();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Orders.class)
	static class Importing {

	}

}
