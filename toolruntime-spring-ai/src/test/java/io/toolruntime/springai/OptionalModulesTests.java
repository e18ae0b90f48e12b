package io.toolruntime.springai;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Holds this module against a class path without what it can do without. */
class OptionalModulesTests {

	private static final List<String> ABSENT = List.of("org.springframework.ai.mcp.", "io.modelcontextprotocol.",
			"org.springframework.security.");

	@Test
	void withoutMcpAndSpringSecurityBeansAreToolsAllTheSame() throws Exception {
		ClassLoader without = new Without(getClass().getClassLoader());
		assertThatExceptionOfType(ClassNotFoundException.class)
			.isThrownBy(() -> without.loadClass("org.springframework.ai.mcp.annotation.McpTool"));
		Callable<?> application = (Callable<?>) without.loadClass(Application.class.getName())
			.getDeclaredConstructor()
			.newInstance();
		assertThat(application.call()).isEqualTo(Map.of("id", 7, "status", "shipped"));
	}

	/** Looks up one tool and runs it. */
	public static class Application implements Callable<Object> {

		@Override
		public Object call() {
			try (AnnotationConfigApplicationContext context = Contexts
				.of((registry) -> registry.registerBean("orders", Orders.class))) {
				return Contexts.run(context, "orders:find_order", Map.of("id", 7));
			}
		}

	}

	/** Defines this module's classes anew, and knows nothing of what is absent. */
	private static final class Without extends ClassLoader {

		Without(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (ABSENT.stream().anyMatch(name::startsWith)) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.toolruntime.springai.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (stream == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = stream.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
