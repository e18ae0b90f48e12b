package io.toolruntime.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.springframework.beans.factory.DisposableBean;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.runtime.ProfilePolicy;
import io.toolruntime.runtime.RegisteredBackend;

/**
 * Asks backends how they are, and never waits longer than a bound: an engine that hangs
 * must not hang whoever looks at its health. A backend is asked once at a time, and its
 * answer holds for a moment.
 */
public final class BackendStatuses implements DisposableBean {

	/**
	 * How long an answer is waited for: long enough for an engine that has yet to start.
	 */
	public static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration MAX_AGE = Duration.ofMillis(200);

	private final Duration timeout;

	private final Map<Backend, Question> questions = new HashMap<>();

	/* No thread before the first question, and none for long after the last */
	private final ExecutorService threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> {
				Thread thread = new Thread(task, "toolruntime-status");
				thread.setDaemon(true);
				return thread;
			});

	BackendStatuses(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Asks one backend.
	 * @param backend the backend
	 * @return its answer; down with the reason if it gave none in time
	 */
	public BackendStatus of(RegisteredBackend backend) {
		return ask(backend).await();
	}

	/**
	 * Asks several backends at once, so that together they take no longer than one.
	 * @param backends the backends
	 * @return their answers by profile
	 */
	public Map<String, BackendStatus> of(List<RegisteredBackend> backends) {
		List<Question> asked = backends.stream().map(this::ask).toList();
		Map<String, BackendStatus> answers = new TreeMap<>();
		for (int i = 0; i < asked.size(); i++) {
			answers.put(backends.get(i).profile().name(), asked.get(i).await());
		}
		return answers;
	}

	/**
	 * Starts asking backends that will be asked for one by one.
	 * @param backends the backends
	 */
	public void prepare(List<RegisteredBackend> backends) {
		backends.forEach(this::ask);
	}

	/**
	 * Lets a backend try now what it enforces, within the time that a start and an
	 * execution may take.
	 * @param backend the backend
	 * @return what it found; down with the reason if it failed or did not end in time
	 */
	public BackendStatus probe(RegisteredBackend backend) {
		Duration execution = backend.profile().limits().timeoutOrNull();
		Duration bound = backend.profile().startTimeout().plus((execution != null) ? execution : Duration.ofMinutes(1));
		Question probe = new Question(() -> backend.backend().probe(backend.profile().limits()), backend, bound);
		BackendStatus found = probe.await();
		synchronized (this.questions) {
			this.questions.remove(backend.backend());
		}
		return found;
	}

	int remembered() {
		synchronized (this.questions) {
			return this.questions.size();
		}
	}

	private Question ask(RegisteredBackend registered) {
		Backend backend = registered.backend();
		synchronized (this.questions) {
			// All of them: nobody asks again for a backend that has been removed
			this.questions.values().removeIf(Question::isOld);
			Question last = this.questions.get(backend);
			if (last == null) {
				last = new Question(() -> backend.enforcement(registered.profile().limits()), registered, this.timeout);
				this.questions.put(backend, last);
			}
			return last;
		}
	}

	@Override
	public void destroy() {
		this.threads.shutdownNow();
	}

	/** A question that a backend was asked, and its answer once it is there. */
	private final class Question {

		private final Duration timeout;

		private final long askedAt = System.nanoTime();

		private final CompletableFuture<BackendStatus> answer;

		private volatile long answeredAt;

		Question(Supplier<LimitsEnforced> enforcement, RegisteredBackend registered, Duration timeout) {
			this.timeout = timeout;
			this.answer = CompletableFuture.supplyAsync(() -> {
				Backend backend = registered.backend();
				BackendHealth health = backend.health();
				LimitsEnforced enforced = enforcement.get();
				if (health.up()) {
					// It could run code, but each execution would be refused
					health = ProfilePolicy.unmet(registered.profile(), backend.info().kind(), enforced)
						.map(BackendHealth::down)
						.orElse(health);
				}
				BackendStatus status = new BackendStatus(health, enforced, backend.pool().orElse(null));
				this.answeredAt = System.nanoTime();
				return status;
			}, BackendStatuses.this.threads);
		}

		boolean isOld() {
			return this.answer.isDone() && System.nanoTime() - this.answeredAt > MAX_AGE.toNanos();
		}

		BackendStatus await() {
			long left = Math.max(0, this.askedAt + this.timeout.toNanos() - System.nanoTime());
			try {
				return this.answer.get(left, TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				return BackendStatus.down("It did not answer within " + this.timeout.toMillis() + " ms");
			}
			catch (ExecutionException ex) {
				return BackendStatus.down(String.valueOf(ex.getCause()));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return BackendStatus.down("Asking it was interrupted");
			}
		}

	}

}
