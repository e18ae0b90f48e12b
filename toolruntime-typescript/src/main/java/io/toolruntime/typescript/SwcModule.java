package io.toolruntime.typescript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

import io.toolruntime.typescript.generated.Swc;

/**
 * The compiled swc, and the memory of an instance that has started up and not seen any
 * code yet: what every instance begins each transformation with.
 */
final class SwcModule {

	private final WasmModule module;

	private final byte[] memory;

	private final BindgenHeap heap;

	private SwcModule(WasmModule module, byte[] memory, BindgenHeap heap) {
		this.module = module;
		this.memory = memory;
		this.heap = heap;
	}

	/** Loads the module: slow the first time, by the sheer number of methods. */
	static SwcModule load() {
		Thread classes = new Thread(SwcModule::loadClasses, "toolruntime-typescript-classes");
		classes.setDaemon(true);
		classes.start();
		WasmModule module = parse();
		SwcInstance first = new SwcInstance(module);
		// Fills what swc makes on first use, whatever the code
		first.call("let a: number = 0;", SwcMode.STRIP, false);
		return new SwcModule(module, first.memory(), first.heap());
	}

	/*
	 * While another processor parses the module: takes as long, and neither needs the
	 * other
	 */
	private static void loadClasses() {
		try {
			Class.forName(Swc.class.getName() + "MachineFuncGroup_0");
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// Whoever calls the module hears of it
		}
	}

	/*
	 * Without the validation that Swc.load() does: the module comes from the same jar as
	 * the classes, and was valid when they were compiled from it.
	 */
	private static WasmModule parse() {
		return Parser.builder().withValidation(false).build().parse(SwcModule::open);
	}

	private static InputStream open() {
		InputStream module = Swc.class.getResourceAsStream("Swc.meta");
		if (module == null) {
			throw new UncheckedIOException(new IOException("Swc.meta is missing beside " + Swc.class.getName()));
		}
		return module;
	}

	SwcInstance newInstance() {
		SwcInstance instance = new SwcInstance(this.module);
		instance.restore(this.memory, this.heap);
		return instance;
	}

	/** Makes an instance forget what it has seen. */
	boolean reset(SwcInstance instance) {
		return instance.restore(this.memory, this.heap);
	}

}
