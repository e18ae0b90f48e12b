package io.toolruntime.typescript;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.TransformedCode;
import io.toolruntime.tool.Cancellation;

/**
 * Turns TypeScript into JavaScript with swc, compiled to JVM classes. Types are left out
 * in place; only code with enums, namespaces, parameter properties and the like is
 * written anew. Types are not checked. Starts nothing before the first code comes.
 */
public final class TypeScriptTransformer implements CodeTransformer {

	private static final int MAX_CODE = 1 << 20;

	private static final int MAX_INSTANCES = 4;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Object lock = new Object();

	private final Duration timeout;

	private @Nullable SwcPool pool;

	private boolean closed;

	/**
	 * Creates a transformer that takes ten seconds at most.
	 */
	public TypeScriptTransformer() {
		this(TIMEOUT);
	}

	TypeScriptTransformer(Duration timeout) {
		this.timeout = timeout;
	}

	@Override
	public String from() {
		return "typescript";
	}

	@Override
	public String to() {
		return "javascript";
	}

	@Override
	public String sourceName() {
		return "main.ts";
	}

	@Override
	public TransformedCode transform(String code, Cancellation cancellation) throws CodeTransformException {
		if (code.length() > MAX_CODE) {
			throw failed("The code has " + code.length() + " characters; at most " + MAX_CODE + " are taken");
		}
		AtomicBoolean started = new AtomicBoolean();
		Future<TransformedCode> result = submit(code, () -> started.set(true));
		try (Cancellation.Registration registration = cancellation.onCancel(() -> result.cancel(true))) {
			return result.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		catch (TimeoutException ex) {
			if (!started.get()) {
				throw busy(ex);
			}
			throw failed("The code was not transformed to JavaScript within " + this.timeout.toSeconds()
					+ " seconds; make it shorter or simpler");
		}
		catch (CancellationException ex) {
			throw failed("The transformation was cancelled");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed("The transformation was interrupted");
		}
		finally {
			result.cancel(true);
		}
	}

	private Future<TransformedCode> submit(String code, Runnable started) {
		try {
			return pool().submit(code, started);
		}
		catch (RejectedExecutionException ex) {
			throw busy(ex);
		}
	}

	private static RuntimeUnavailableException busy(Exception cause) {
		return new RuntimeUnavailableException("Too much TypeScript waits to be transformed; try again later", null,
				Duration.ofSeconds(1), cause);
	}

	private SwcPool pool() {
		synchronized (this.lock) {
			if (this.closed) {
				throw closed();
			}
			if (this.pool == null) {
				this.pool = new SwcPool(Math.min(Runtime.getRuntime().availableProcessors(), MAX_INSTANCES));
			}
			return this.pool;
		}
	}

	private static CodeTransformException failure(@Nullable Throwable cause) {
		if (cause instanceof CodeTransformException ex) {
			return ex;
		}
		if (cause instanceof WasmInterruptedException) {
			throw closed();
		}
		if (cause instanceof WasmEngineException || cause instanceof StackOverflowError) {
			return failed("The code is too large or too deeply nested to be transformed to JavaScript");
		}
		throw new IllegalStateException("The TypeScript transformer failed", cause);
	}

	private static RuntimeUnavailableException closed() {
		return new RuntimeUnavailableException("The TypeScript transformer is closed", null, null);
	}

	private static CodeTransformException failed(String message) {
		return new CodeTransformException("TransformError", message, null, null);
	}

	@Override
	public void close() {
		synchronized (this.lock) {
			this.closed = true;
			if (this.pool != null) {
				this.pool.close();
				this.pool = null;
			}
		}
	}

}
