package io.toolruntime.wasm;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.endive.runtime.ByteArrayMemory;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.MemoryLimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The guest's memory does what Endive's own does, and shares and counts besides. */
class GuestMemoryTests {

	private static final int PAGE = GuestMemory.PAGE_SIZE;

	private final MemoryBudget budget = new MemoryBudget(100, null);

	@Test
	void everyAccessIsAsInEndivesOwnMemory() {
		GuestMemory memory = GuestMemory.empty(4, 10);
		ByteArrayMemory expected = new ByteArrayMemory(new MemoryLimits(4, 10));
		Random random = new Random(1);
		byte[] data = new byte[3 * PAGE];
		for (int i = 0; i < 4_000; i++) {
			// Around page boundaries, where it is difficult
			int address = Math.max(0, (1 + random.nextInt(3)) * PAGE - 12 + random.nextInt(16));
			long value = random.nextLong();
			switch (random.nextInt(10)) {
				case 0 -> {
					memory.writeByte(address, (byte) value);
					expected.writeByte(address, (byte) value);
				}
				case 1 -> {
					memory.writeShort(address, (short) value);
					expected.writeShort(address, (short) value);
				}
				case 2 -> {
					memory.writeI32(address, (int) value);
					expected.writeI32(address, (int) value);
				}
				case 3 -> {
					memory.writeLong(address, value);
					expected.writeLong(address, value);
				}
				case 4 -> {
					memory.writeF32(address, (float) value);
					expected.writeF32(address, (float) value);
				}
				case 5 -> {
					memory.writeF64(address, (double) value);
					expected.writeF64(address, (double) value);
				}
				case 6 -> {
					int size = random.nextInt(PAGE / 4);
					random.nextBytes(data);
					memory.write(address - size, data, 3, size);
					expected.write(address - size, data, 3, size);
				}
				case 7 -> {
					int size = random.nextInt(PAGE / 2);
					memory.fill((byte) value, address - size, address);
					expected.fill((byte) value, address - size, address);
				}
				default -> {
					int size = random.nextInt(PAGE);
					int source = random.nextInt(3 * PAGE);
					int target = random.nextInt(3 * PAGE);
					memory.copy(target, source, size);
					expected.copy(target, source, size);
				}
			}
			assertThat(memory.read(address)).isEqualTo(expected.read(address));
			assertThat(memory.readShort(address)).isEqualTo(expected.readShort(address));
			assertThat(memory.readU16(address)).isEqualTo(expected.readU16(address));
			assertThat(memory.readInt(address)).isEqualTo(expected.readInt(address));
			assertThat(memory.readLong(address)).isEqualTo(expected.readLong(address));
			assertThat(memory.readF32(address)).isEqualTo(expected.readF32(address));
			assertThat(memory.readF64(address)).isEqualTo(expected.readF64(address));
		}
		assertThat(memory.readBytes(0, 4 * PAGE)).isEqualTo(expected.readBytes(0, 4 * PAGE));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE, 2 * PAGE, 2 * PAGE - 1, 5 * PAGE, Integer.MAX_VALUE })
	void nothingOutsideIsReadOrWritten(int address) {
		GuestMemory memory = GuestMemory.empty(2, 10);

		assertThatThrownBy(() -> memory.readLong(address)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.readInt(address)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.readShort(address)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.readDouble(address)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.readFloat(address)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.writeLong(address, 1)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.writeI32(address, 1)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.writeShort(address, (short) 1)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.readBytes(address, 8)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.write(address, new byte[8], 0, 8)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.fill((byte) 0, address, address + 8)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.copy(address, 0, 8)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.copy(0, address, 8)).isInstanceOf(WasmEngineException.class);
		assertThat(memory.readBytes(0, 2 * PAGE)).containsOnly(0);
	}

	@Test
	void lengthsThatAreNegativeAreRefused() {
		GuestMemory memory = GuestMemory.empty(2, 10);

		assertThatThrownBy(() -> memory.readBytes(0, -1)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.write(0, new byte[4], 2, 4)).isInstanceOf(WasmEngineException.class);
		assertThatThrownBy(() -> memory.write(0, new byte[4], -1, 2)).isInstanceOf(WasmEngineException.class);
	}

	@Test
	void clonesShareWhatNobodyWrote() {
		GuestMemory original = GuestMemory.empty(2, 10);
		original.writeLong(8, 42);
		MemorySnapshot snapshot = new MemorySnapshot(original.snapshotPages(), 0);

		GuestMemory one = GuestMemory.cloneOf(snapshot, 10, this.budget);
		GuestMemory other = GuestMemory.cloneOf(snapshot, 10, this.budget);
		one.writeLong(8, 1);
		one.writeLong(PAGE + 8, 2);

		assertThat(other.readLong(8)).isEqualTo(42);
		assertThat(other.readLong(PAGE + 8)).isZero();
		assertThat(one.readLong(8)).isEqualTo(1);
	}

	@Test
	void growingStopsAtTheLimitAndSaysSo() {
		GuestMemory memory = GuestMemory.cloneOf(new MemorySnapshot(GuestMemory.empty(2, 9).snapshotPages(), 0), 4,
				this.budget);

		assertThat(memory.grow(2)).isEqualTo(2);
		assertThat(memory.refusal()).isNull();
		assertThat(memory.grow(1)).isEqualTo(-1);
		assertThat(memory.refusal()).isEqualTo(GuestMemory.Refusal.LIMIT);
		assertThat(memory.grow(Integer.MAX_VALUE)).isEqualTo(-1);
		assertThat(memory.grow(-1)).isEqualTo(-1);
		assertThat(memory.pages()).isEqualTo(4);
		assertThat(memory.readLong(4 * PAGE - 8)).isZero();
	}

	@Test
	void growingStopsAtTheBudgetOfAll() {
		MemorySnapshot snapshot = new MemorySnapshot(GuestMemory.empty(2, 9).snapshotPages(), 0);
		MemoryBudget parent = new MemoryBudget(6, null);
		GuestMemory one = GuestMemory.cloneOf(snapshot, 50, new MemoryBudget(50, parent));
		GuestMemory other = GuestMemory.cloneOf(snapshot, 50, new MemoryBudget(50, parent));

		assertThat(one.grow(2)).isEqualTo(2);
		assertThat(other.grow(1)).isEqualTo(-1);
		assertThat(other.refusal()).isEqualTo(GuestMemory.Refusal.BUDGET);
		assertThat(GuestMemory.cloneOf(snapshot, 50, parent)).isNull();

		one.release();
		one.release();
		assertThat(parent.used()).isEqualTo(2);
		assertThat(other.grow(4)).isEqualTo(2);
		assertThat(one.grow(1)).isEqualTo(-1);
	}

	@Test
	void largeMemoriesAreNotAllocatedBeforeTheyAreWritten() {
		GuestMemory memory = GuestMemory.cloneOf(new MemorySnapshot(GuestMemory.empty(1, 9).snapshotPages(), 0), 30_000,
				new MemoryBudget(30_000, null));

		assertThat(memory.grow(29_000)).isEqualTo(1);
		memory.fill((byte) 0, PAGE, 29_000 * PAGE);
		memory.writeByte(28_000 * PAGE, (byte) 7);

		assertThat(memory.read(28_000 * PAGE)).isEqualTo((byte) 7);
		assertThat(memory.read(28_000 * PAGE + 1)).isZero();
	}

}
