package io.toolruntime.builtin;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

/** The beginning of an answer's body; the rest is not read. */
final class LimitedBody implements BodySubscriber<LimitedBody.Captured> {

	private final CompletableFuture<Captured> result = new CompletableFuture<>();

	private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

	private final int most;

	private Flow.@Nullable Subscription subscription;

	LimitedBody(int most) {
		this.most = most;
	}

	@Override
	public CompletionStage<Captured> getBody() {
		return this.result;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.subscription = subscription;
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> pieces) {
		for (ByteBuffer piece : pieces) {
			int room = this.most - this.kept.size();
			byte[] bytes = new byte[Math.min(piece.remaining(), room)];
			piece.get(bytes);
			this.kept.writeBytes(bytes);
			if (piece.hasRemaining()) {
				this.result.complete(new Captured(this.kept.toByteArray(), true));
				if (this.subscription != null) {
					this.subscription.cancel();
				}
				return;
			}
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.result.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.result.complete(new Captured(this.kept.toByteArray(), false));
	}

	/**
	 * What was read.
	 *
	 * @param bytes the bytes
	 * @param truncated whether there were more
	 */
	record Captured(byte[] bytes, boolean truncated) {

	}

}
