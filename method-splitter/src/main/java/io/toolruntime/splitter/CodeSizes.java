package io.toolruntime.splitter;

import java.util.LinkedHashMap;
import java.util.Map;

import org.objectweb.asm.ClassReader;

/**
 * The bytecodes that each method of a class file has, read from the file: the figure that
 * HotSpot compares with its limit.
 */
final class CodeSizes {

	private final ClassReader reader;

	private final char[] buffer;

	private final Map<String, Integer> sizes = new LinkedHashMap<>();

	private int offset;

	private CodeSizes(ClassReader reader) {
		this.reader = reader;
		this.buffer = new char[reader.getMaxStringLength()];
	}

	/**
	 * Reads the sizes.
	 * @param reader a class file
	 * @return the size by name and descriptor, in the order of the file; methods without
	 * code are left out
	 */
	static Map<String, Integer> of(ClassReader reader) {
		CodeSizes sizes = new CodeSizes(reader);
		sizes.read();
		return sizes.sizes;
	}

	private void read() {
		int interfaces = this.reader.readUnsignedShort(this.reader.header + 6);
		this.offset = this.reader.header + 8 + 2 * interfaces;
		readMembers();
		readMembers();
	}

	private void readMembers() {
		for (int left = readShort(); left > 0; left--) {
			String name = this.reader.readUTF8(this.offset + 2, this.buffer);
			String descriptor = this.reader.readUTF8(this.offset + 4, this.buffer);
			this.offset += 6;
			for (int attributes = readShort(); attributes > 0; attributes--) {
				if ("Code".equals(this.reader.readUTF8(this.offset, this.buffer))) {
					this.sizes.put(name + descriptor, this.reader.readInt(this.offset + 10));
				}
				this.offset += 6 + this.reader.readInt(this.offset + 2);
			}
		}
	}

	private int readShort() {
		int value = this.reader.readUnsignedShort(this.offset);
		this.offset += 2;
		return value;
	}

}
