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

	private final MemoryBudget budget = MemoryBudget.unlimited();

	@Test
	void everyAccessIsAsInEndivesOwnMemory() {
		GuestMemory memory = GuestMemory.empty(4, 10);
		ByteArrayMemory expected = new ByteArrayMemory(new MemoryLimits(4, 10));
		Random random = new Random(1);
		byte[] data = new byte[3 * PAGE];
		for (int i = 0; i < 4_000; i++) {
			// Around the boundaries of blocks, where it is difficult
			int block = (PAGE + random.nextInt(3 * PAGE)) / BlockMemory.BLOCK_SIZE;
			int address = block * BlockMemory.BLOCK_SIZE - 12 + random.nextInt(16);
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

	private static MemorySnapshot snapshot(GuestMemory original) {
		return new MemorySnapshot(original.snapshotBlocks(), original.pages(), 0);
	}

	private static GuestMemory reserved(int pages, MemoryBudget budget, int maxPages) {
		assertThat(budget.reserve(pages, 0)).isNull();
		GuestMemory memory = GuestMemory.cloneOf(snapshot(GuestMemory.empty(pages, 9)), budget);
		memory.limitTo(maxPages);
		return memory;
	}

	@Test
	void clonesShareWhatNobodyWrote() {
		GuestMemory original = GuestMemory.empty(2, 10);
		original.writeLong(8, 42);

		GuestMemory one = GuestMemory.cloneOf(snapshot(original), this.budget);
		GuestMemory other = GuestMemory.cloneOf(snapshot(original), this.budget);
		one.writeLong(8, 1);
		one.writeLong(PAGE + 8, 2);

		assertThat(other.readLong(8)).isEqualTo(42);
		assertThat(other.readLong(PAGE + 8)).isZero();
		assertThat(one.readLong(8)).isEqualTo(1);
		assertThat(one.ownBytes()).isEqualTo(2 * BlockMemory.BLOCK_SIZE);
		assertThat(other.ownBytes()).isZero();
	}

	@Test
	void growingStopsAtTheLimitAndSaysSo() {
		GuestMemory memory = reserved(2, this.budget, 4);

		assertThat(memory.grow(2)).isEqualTo(2);
		assertThat(memory.isRefused()).isFalse();
		assertThat(memory.grow(1)).isEqualTo(-1);
		assertThat(memory.isRefused()).isTrue();
		assertThat(memory.refusedBy()).isNull();
		assertThat(memory.grow(Integer.MAX_VALUE)).isEqualTo(-1);
		assertThat(memory.grow(-1)).isEqualTo(-1);
		assertThat(memory.pages()).isEqualTo(4);
		assertThat(memory.readLong(4 * PAGE - 8)).isZero();
	}

	@Test
	void growingStopsAtTheBudgetOfSeveralAndSaysWhich() {
		MemoryBudget profile = MemoryBudget.unlimited().ofProfile(6);
		GuestMemory one = reserved(2, profile, 50);
		GuestMemory other = reserved(2, profile, 50);

		assertThat(one.grow(2)).isEqualTo(2);
		assertThat(other.grow(1)).isEqualTo(-1);
		assertThat(other.isRefused()).isTrue();
		assertThat(other.refusedBy()).isSameAs(profile);

		one.release();
		one.release();
		assertThat(profile.used()).isEqualTo(2);
		assertThat(other.grow(4)).isEqualTo(2);
		assertThat(one.grow(1)).isEqualTo(-1);
	}

	@Test
	void largeMemoriesAreNotAllocatedBeforeTheyAreWritten() {
		GuestMemory memory = reserved(1, this.budget, 30_000);

		assertThat(memory.grow(29_000)).isEqualTo(1);
		memory.fill((byte) 0, PAGE, 29_000 * PAGE);
		memory.writeByte(28_000 * PAGE, (byte) 7);

		assertThat(memory.read(28_000 * PAGE)).isEqualTo((byte) 7);
		assertThat(memory.read(28_000 * PAGE + 1)).isZero();
		assertThat(memory.ownBytes()).isEqualTo(BlockMemory.BLOCK_SIZE);
	}

}
