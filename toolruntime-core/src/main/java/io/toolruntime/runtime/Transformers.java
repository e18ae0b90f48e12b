package io.toolruntime.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Timings;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.Execution;

/** Runs languages that a backend does not know by turning them into ones that it does. */
final class Transformers implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Transformers.class);

	private final List<CodeTransformer> transformers;

	Transformers(List<CodeTransformer> transformers) {
		this.transformers = List.copyOf(transformers);
	}

	/** The backend's own languages, and those that can be turned into one of them. */
	Set<String> languages(Backend backend) {
		Set<String> own = backend.languages();
		Set<String> languages = new TreeSet<>(own);
		this.transformers.stream()
			.filter((transformer) -> own.contains(transformer.to()))
			.forEach((transformer) -> languages.add(transformer.from()));
		return languages;
	}

	/** Runs code on a backend, transformed if the backend does not know its language. */
	ExecuteResult execute(Execution execution, Backend backend) {
		Optional<CodeTransformer> needed = transformer(execution.language(), backend);
		return needed.isPresent() ? execute(execution, backend, needed.get()) : backend.execute(execution);
	}

	private Optional<CodeTransformer> transformer(String language, Backend backend) {
		Set<String> own = backend.languages();
		return own.contains(language) ? Optional.empty()
				: this.transformers.stream()
					.filter((transformer) -> transformer.from().equals(language) && own.contains(transformer.to()))
					.findFirst();
	}

	private static ExecuteResult execute(Execution execution, Backend backend, CodeTransformer transformer) {
		TransformedCode transformed;
		try {
			transformed = transformer.transform(execution.request().code(), execution.cancellation());
		}
		catch (CodeTransformException ex) {
			return nobodyWaits(execution) ? cancelled(execution, backend)
					: ended(execution, backend, ExecutionOutcome.CODE_ERROR, ex.toError(transformer.sourceName()));
		}
		if (nobodyWaits(execution)) {
			return cancelled(execution, backend);
		}
		ExecuteResult result = backend.execute(execution.withCode(transformer.to(), transformed.code()));
		return (result.error() == null) ? result : result
			.withError(new ErrorPositions(transformed.positions(), transformer.sourceName()).toSource(result.error()));
	}

	private static boolean nobodyWaits(Execution execution) {
		return execution.cancellation().isCancelled() || Thread.currentThread().isInterrupted();
	}

	private static ExecuteResult cancelled(Execution execution, Backend backend) {
		return ended(execution, backend, ExecutionOutcome.CANCELLED,
				ExecutionError.of("Cancelled", "The execution was cancelled before it had a sandbox"));
	}

	private static ExecuteResult ended(Execution execution, Backend backend, ExecutionOutcome outcome,
			ExecutionError error) {
		double elapsed = (System.nanoTime() - execution.admittedAt()) / 1e6;
		return execution.result(outcome, null, error, null, new Timings(elapsed, 0), backend.info(),
				backend.enforcement(execution.request().limits()), List.of());
	}

	@Override
	public void close() {
		for (CodeTransformer transformer : this.transformers) {
			try {
				transformer.close();
			}
			catch (RuntimeException ex) {
				logger.warn("The transformer of {} did not close", transformer.from(), ex);
			}
		}
	}

}
