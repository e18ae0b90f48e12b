package io.toolruntime.springai.mcp;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import reactor.core.publisher.Mono;

/**
 * Takes calls of our tools to our tools before a stateless server checks their arguments:
 * Spring AI gives such a server no {@link SelfCheckedArguments}. Everything else goes to
 * the server.
 */
public final class SelfCheckingStatelessTransport implements McpStatelessServerTransport {

	private static final TypeRef<McpSchema.CallToolRequest> CALL = new TypeRef<>() {
	};

	private final McpStatelessServerTransport transport;

	private final Function<String, Optional<ServedTool>> tools;

	/**
	 * Creates a transport.
	 * @param transport carries the messages
	 * @param tools finds our tools by name, when they are called
	 */
	public SelfCheckingStatelessTransport(McpStatelessServerTransport transport,
			Function<String, Optional<ServedTool>> tools) {
		this.transport = transport;
		this.tools = tools;
	}

	@Override
	public void setMcpHandler(McpStatelessServerHandler handler) {
		this.transport.setMcpHandler(new Handler(handler));
	}

	@Override
	public List<String> protocolVersions() {
		return this.transport.protocolVersions();
	}

	@Override
	public Mono<Void> closeGracefully() {
		return this.transport.closeGracefully();
	}

	@Override
	public void close() {
		this.transport.close();
	}

	private final class Handler implements McpStatelessServerHandler {

		private final McpStatelessServerHandler server;

		Handler(McpStatelessServerHandler server) {
			this.server = server;
		}

		@Override
		public Mono<McpSchema.JSONRPCResponse> handleRequest(McpTransportContext context,
				McpSchema.JSONRPCRequest request) {
			if (!McpSchema.METHOD_TOOLS_CALL.equals(request.method())) {
				return this.server.handleRequest(context, request);
			}
			McpSchema.CallToolRequest call = McpJsonDefaults.getMapper().convertValue(request.params(), CALL);
			return SelfCheckingStatelessTransport.this.tools.apply(call.name())
				.map((tool) -> Mono.fromCallable(() -> McpSchema.JSONRPCResponse.result(request.id(), tool.call(call))))
				.orElseGet(() -> this.server.handleRequest(context, request));
		}

		@Override
		public Mono<Void> handleNotification(McpTransportContext context, McpSchema.JSONRPCNotification notification) {
			return this.server.handleNotification(context, notification);
		}

	}

}
