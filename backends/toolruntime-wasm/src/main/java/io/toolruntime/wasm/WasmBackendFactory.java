package io.toolruntime.wasm;

import java.util.Optional;

import io.toolruntime.backend.BackendFactory;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/**
 * Makes backends of kind {@code wasm}, which run code inside the JVM. They share one
 * engine, made at the first execution, and the bound of their guests' memory.
 */
public final class WasmBackendFactory implements BackendFactory<WasmProperties> {

	/** The name of the kind. */
	public static final String KIND = "wasm";

	/** The least that {@code limits.memory} can be. */
	static final String MIN_MEMORY = Quantity.formatBytes((long) QuickJsEngine.BASE_PAGES * GuestMemory.PAGE_SIZE);

	private final GuestJson json = new GuestJson();

	private final LazyEngine engine = new LazyEngine(this.json);

	private final MemoryBudget budget;

	/**
	 * Creates a factory whose backends together use at most half of the JVM's heap.
	 */
	public WasmBackendFactory() {
		this(Runtime.getRuntime().maxMemory() / 2);
	}

	/**
	 * Creates a factory.
	 * @param totalMemory bytes that the guests of all its backends use at most, together
	 */
	public WasmBackendFactory(long totalMemory) {
		this.budget = MemoryBudget.ofAll(totalMemory);
	}

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public Class<WasmProperties> propertiesType() {
		return WasmProperties.class;
	}

	@Override
	public Optional<Isolation> isolation() {
		return Optional.of(Isolation.WASM);
	}

	@Override
	public WasmBackend create(SecurityProfile profile, WasmProperties properties) {
		requireEnoughMemory(profile);
		return new WasmBackend(profile, this.engine, this.budget.ofProfile(properties.totalPages()), this.json);
	}

	private static void requireEnoughMemory(SecurityProfile profile) {
		long memory = profile.limits().memoryOrMax();
		if (memory < (long) QuickJsEngine.BASE_PAGES * GuestMemory.PAGE_SIZE) {
			throw new IllegalArgumentException("limits.memory of profile '" + profile.name() + "' is "
					+ Quantity.formatBytes(memory) + "; a JavaScript sandbox needs at least " + MIN_MEMORY
					+ " before it runs anything, so set that or more");
		}
	}

}
