package io.toolruntime.wasm;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

/**
 * An engine that has initialised itself, as a file: made when this module is built, so
 * that no application waits for it. It holds nothing secret: what must differ between
 * executions is made anew for each.
 *
 * @param snapshot the engine's memory
 * @param layout where it has what
 * @param version the engine's version
 */
record EngineImage(MemorySnapshot snapshot, QuickJsLayout layout, String version) {

	/** The image beside this class. */
	static final String RESOURCE = "quickjs.image";

	private static final int FORMAT = 0x51_4a_49_01;

	private static final int MAX_PAGES = 1024;

	/**
	 * Reads the image that was made when this module was built.
	 * @return the image, or {@code null} if there is none, or it was made of other
	 * sources
	 * @throws UncheckedIOException if it is damaged
	 */
	static @Nullable EngineImage read() {
		try (InputStream stream = EngineImage.class.getResourceAsStream(RESOURCE)) {
			return (stream != null) ? read(new DataInputStream(new BufferedInputStream(stream, 1 << 16))) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The image of the embedded QuickJS is damaged", ex);
		}
	}

	private static @Nullable EngineImage read(DataInputStream in) throws IOException {
		if (in.readInt() != FORMAT || in.readLong() != sources()) {
			return null;
		}
		String version = in.readUTF();
		QuickJsLayout layout = QuickJsLayout.read(in);
		int stackPointer = in.readInt();
		int pages = in.readInt();
		if (pages < 1 || pages > MAX_PAGES) {
			throw new IOException("It has " + pages + " pages");
		}
		byte[][] blocks = new byte[pages * GuestMemory.PAGE_SIZE / BlockMemory.BLOCK_SIZE][];
		Arrays.fill(blocks, BlockMemory.ZEROS);
		int written = in.readInt();
		for (int i = 0; i < written; i++) {
			byte[] block = new byte[BlockMemory.BLOCK_SIZE];
			blocks[in.readUnsignedShort()] = block;
			in.readFully(block);
		}
		return new EngineImage(new MemorySnapshot(blocks, pages, stackPointer), layout, version);
	}

	/**
	 * Writes the image.
	 * @param stream where to; stays open
	 * @throws IOException if that fails
	 */
	void write(OutputStream stream) throws IOException {
		DataOutputStream out = new DataOutputStream(stream);
		out.writeInt(FORMAT);
		out.writeLong(sources());
		out.writeUTF(this.version);
		this.layout.write(out);
		out.writeInt(this.snapshot.stackPointer());
		out.writeInt(this.snapshot.pages());
		List<Integer> written = new ArrayList<>();
		byte[][] blocks = this.snapshot.blocks();
		for (int i = 0; i < blocks.length; i++) {
			if (blocks[i] != BlockMemory.ZEROS) {
				written.add(i);
			}
		}
		out.writeInt(written.size());
		for (int index : written) {
			out.writeShort(index);
			out.write(blocks[index]);
		}
		out.flush();
	}

	/*
	 * Tells the image of these sources from that of earlier ones, which a build that did
	 * not run to its end may have left.
	 */
	private static long sources() {
		CRC32 sum = new CRC32();
		sum.update(QuickJsLayout.prelude());
		return sum.getValue();
	}

}
