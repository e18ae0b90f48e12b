package io.toolruntime.profile;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What stands between the code and the host, from nothing to a machine of its own. */
public enum Isolation {

	/** Nothing: a plain process of the host. */
	NONE,

	/** Namespaces of a shared kernel: bubblewrap, containers on runc. */
	NAMESPACE,

	/** A WebAssembly instance in the JVM's own process. */
	WASM,

	/** A kernel in user space: gVisor. */
	KERNEL,

	/** A virtual machine: Kata, Firecracker, QEMU with KVM. */
	VM;

	/**
	 * Returns the name in YAML and JSON.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns what a profile accepts where its configuration does not say: {@code dev}
	 * all, {@code hardened} kernel, vm and wasm, every other all but none.
	 * @param profile the profile's name
	 * @return the accepted kinds
	 */
	public static Set<Isolation> acceptedBy(String profile) {
		return switch (profile) {
			case SecurityProfile.DEV -> EnumSet.allOf(Isolation.class);
			case SecurityProfile.HARDENED -> EnumSet.of(KERNEL, VM, WASM);
			default -> EnumSet.of(NAMESPACE, WASM, KERNEL, VM);
		};
	}

}
