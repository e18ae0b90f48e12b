package io.toolruntime.isolation;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.Citation;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/** A tool that does what it is told, however wrong. It depends on nothing. */
public final class Faulty implements Tool {

	/** Its id. */
	public static final String ID = "test:faulty";

	@Override
	public ToolDescriptor descriptor() {
		return ToolDescriptor.of(ID, "Does what it is told", ToolDescriptor.ANY_OBJECT);
	}

	@Override
	public @Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception {
		String what = String.valueOf(arguments.get("do"));
		return switch (what) {
			case "echo" -> arguments.get("value");
			case "pid" -> ProcessHandle.current().pid();
			case "environment" -> new TreeMap<>(System.getenv());
			case "context" -> context(context);
			case "output" -> output(arguments, context);
			case "unsafe" -> corrupt();
			case "exit" -> {
				System.exit((Integer) arguments.get("code"));
				yield null;
			}
			case "halt" -> {
				Runtime.getRuntime().halt((Integer) arguments.get("code"));
				yield null;
			}
			case "kill" -> {
				new ProcessBuilder("kill", "-" + arguments.get("signal"), Long.toString(ProcessHandle.current().pid()))
					.start()
					.waitFor();
				Thread.sleep(60_000);
				yield null;
			}
			case "deadlock" -> deadlock();
			case "print" -> print(((Number) arguments.get("bytes")).longValue());
			case "threads" -> threads();
			case "heap" -> heap();
			case "stubborn" -> stubborn();
			case "patient" -> patient(context);
			case "sleep" -> {
				Thread.sleep(((Number) arguments.get("millis")).longValue());
				yield "slept";
			}
			case "large" -> "x".repeat((Integer) arguments.get("bytes"));
			case "throw" -> throw new IllegalStateException("secret of the database");
			case "refuse" -> throw new ToolException(null, ToolErrorCode.DENIED, "not for you");
			case "overflow" -> overflow(0);
			case "not_json" -> new Object() {
				@SuppressWarnings("unused")
				public String getValue() {
					throw new IllegalStateException("no");
				}
			};
			case "file" -> write(((Number) arguments.get("bytes")).longValue());
			case "files" -> writeForever();
			case "left" -> {
				try (var files = Files.list(Path.of(""))) {
					yield files.map(Path::toString).sorted().toList();
				}
			}
			case "child" -> new ProcessBuilder("sleep", String.valueOf(arguments.get("seconds"))).start().pid();
			case "call" -> context.tools()
				.runTool(String.valueOf(arguments.get("tool")), Map.of("n", arguments.getOrDefault("n", 0)));
			case "search" -> ((ToolGateway) context.tools()).listNamespaces();
			case "calls" -> calls(context, (Integer) arguments.get("count"));
			case "read" -> Files.readString(Path.of(String.valueOf(arguments.get("path"))));
			case "property" -> System.getProperty(String.valueOf(arguments.get("name")));
			case "fetch" -> Fetch.get(String.valueOf(arguments.get("url")));
			case "connect" -> Fetch.connect(String.valueOf(arguments.get("host")), (Integer) arguments.get("port"));
			case "unix" -> Fetch.unix(String.valueOf(arguments.get("path")));
			default -> throw new ToolException("There is no " + what);
		};
	}

	private static Map<String, Object> context(ToolCallContext context) {
		Map<String, Object> told = new LinkedHashMap<>();
		told.put("caller", context.caller().name());
		told.put("tenant", context.caller().tenant());
		told.put("authorities", context.caller().authorities().stream().sorted().toList());
		told.put("executionId", context.executionId());
		told.put("profile", context.profile());
		told.put("values", context.values());
		told.put("mdc", MDC.get("traceId"));
		told.put("remaining", String.valueOf(context.remaining()).startsWith("PT"));
		return told;
	}

	private static Object output(Map<String, Object> arguments, ToolCallContext context) {
		String name = String.valueOf(arguments.get("name"));
		context.output().log("info", "begin " + name);
		context.output().progress(1, 2.0, "half of " + name);
		String source = context.output().source(Citation.of(name, "https://example.org/" + name, "about " + name));
		byte[] content = new byte[(Integer) arguments.getOrDefault("bytes", 3)];
		java.util.Arrays.fill(content, (byte) 'a');
		String path = context.output().artifact(name + ".txt", null, content);
		context.output().log("info", "end " + name);
		return path + " " + source;
	}

	private static @Nullable Object corrupt() throws Exception {
		Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
		field.setAccessible(true);
		Object unsafe = field.get(null);
		unsafe.getClass().getMethod("putLong", long.class, long.class).invoke(unsafe, 8L, 0xdeadL);
		return null;
	}

	private static @Nullable Object deadlock() throws InterruptedException {
		Object one = new Object();
		Object other = new Object();
		CountDownLatch both = new CountDownLatch(2);
		Thread thread = new Thread(() -> lock(other, one, both));
		thread.start();
		lock(one, other, both);
		return null;
	}

	private static void lock(Object first, Object second, CountDownLatch both) {
		synchronized (first) {
			both.countDown();
			while (both.getCount() > 0) {
				Thread.onSpinWait();
			}
			synchronized (second) {
				both.countDown();
			}
		}
	}

	private static Object print(long bytes) throws Exception {
		byte[] piece = new byte[1 << 16];
		java.util.Arrays.fill(piece, (byte) 'o');
		var out = new java.io.FileOutputStream(java.io.FileDescriptor.out);
		for (long written = 0; written < bytes; written += piece.length) {
			out.write(piece);
		}
		return "printed";
	}

	private static Object threads() {
		List<Thread> threads = new ArrayList<>();
		while (threads.size() < 100_000) {
			Thread thread = new Thread(() -> LockSupport.parkNanos(Long.MAX_VALUE));
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		return threads.size();
	}

	private static Object heap() {
		List<byte[]> all = new ArrayList<>();
		while (true) {
			try {
				all.add(new byte[1 << 20]);
			}
			catch (OutOfMemoryError ex) {
				// Goes on
			}
		}
	}

	private static Object stubborn() {
		long n = 0;
		while (n >= 0) {
			try {
				n++;
				Thread.sleep(10);
			}
			catch (InterruptedException ex) {
				// Goes on
			}
		}
		return n;
	}

	private static Object patient(ToolCallContext context) throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		context.cancellation().onCancel(told::countDown);
		told.await();
		return "told";
	}

	private static int overflow(int depth) {
		return overflow(depth + 1) + 1;
	}

	private static Object write(long bytes) throws Exception {
		byte[] piece = new byte[1 << 20];
		try (var out = Files.newOutputStream(Path.of("file"))) {
			for (long written = 0; written < bytes; written += piece.length) {
				out.write(piece);
			}
		}
		return Files.size(Path.of("file"));
	}

	private static Object writeForever() throws Exception {
		for (int i = 0; i < 2000; i++) {
			Files.write(Path.of("file" + i), new byte[1 << 20]);
			Thread.sleep(1);
		}
		return "all";
	}

	private static Object calls(ToolCallContext context, int count) throws Exception {
		List<String> outcomes = java.util.Collections.synchronizedList(new ArrayList<>());
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Thread thread = new Thread(() -> {
				try {
					context.tools().runTool("test:slow", Map.of());
					outcomes.add("ok");
				}
				catch (ToolException ex) {
					outcomes.add(ex.getCode().value());
				}
			});
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return outcomes;
	}

}
