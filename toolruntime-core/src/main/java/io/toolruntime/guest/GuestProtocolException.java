package io.toolruntime.guest;

/**
 * A guest did what the protocol forbids. The message says what, and has nothing of the
 * guest's own words.
 */
public final class GuestProtocolException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String how;

	GuestProtocolException(String how) {
		super(how, null, false, false);
		this.how = how;
	}

	/**
	 * Returns what the guest did.
	 * @return such as {@code a frame is no JSON-RPC 2.0}
	 */
	public String how() {
		return this.how;
	}

}
