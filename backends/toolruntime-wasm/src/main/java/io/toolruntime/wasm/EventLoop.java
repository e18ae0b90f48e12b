package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

/**
 * What a guest does while its code awaits something.
 */
final class EventLoop {

	private final QuickJsContext js;

	private final QuickJsJobs jobs;

	private final QuickJsLayout layout;

	private final QuickJsHost host;

	private final PendingCalls calls;

	EventLoop(QuickJsContext js, QuickJsJobs jobs, QuickJsLayout layout, QuickJsHost host, PendingCalls calls) {
		this.js = js;
		this.jobs = jobs;
		this.layout = layout;
		this.host = host;
		this.calls = calls;
	}

	/**
	 * Runs jobs, timers and answers of the gateway until a promise is settled.
	 * @param promise the promise, or another value, or an exception that the call that
	 * was to give it ended with
	 * @return how it was settled
	 */
	Settled settle(long promise) {
		if (JsValue.isException(promise)) {
			return Settled.thrown(this.js.takeException());
		}
		GuestHost host = this.host.host();
		while (true) {
			while (this.jobs.isJobPending()) {
				host.requireRunning();
				if (!this.jobs.executeJob()) {
					return Settled.thrown(this.js.takeException());
				}
			}
			int state = this.jobs.promiseState(promise);
			if (state == 1) {
				return Settled.value(this.jobs.promiseResult(promise));
			}
			if (state == 2) {
				return Settled.thrown(this.jobs.promiseResult(promise));
			}
			if (state != 0) {
				return Settled.value(promise);
			}
			Integer timer = this.host.timers().takeDue();
			if (timer != null) {
				long result = this.js.call(this.layout.fire(), timer & 0xFFFFFFFFL);
				if (JsValue.isException(result)) {
					return Settled.thrown(this.js.takeException());
				}
				this.js.free(result);
				continue;
			}
			Long due = this.host.timers().nextDue();
			GatewayAnswer answer = host.awaitAnswer(due);
			if (answer != null) {
				this.calls.settle(answer);
			}
			else if (due == null) {
				return Settled.stuck();
			}
		}
	}

	/**
	 * How a promise was settled.
	 */
	record Settled(long value, @Nullable Failure failed) {

		static Settled value(long value) {
			return new Settled(value, null);
		}

		static Settled thrown(long reason) {
			return new Settled(JsValue.UNDEFINED, new Failure(reason, false));
		}

		static Settled stuck() {
			return new Settled(JsValue.UNDEFINED, new Failure(JsValue.UNDEFINED, true));
		}

	}

	record Failure(long reason, boolean stuck) {

		GuestResult describe(JavaScriptErrors errors) {
			return this.stuck ? errors.stuck() : errors.describe(this.reason);
		}

	}

}
