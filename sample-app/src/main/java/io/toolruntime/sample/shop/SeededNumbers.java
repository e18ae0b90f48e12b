package io.toolruntime.sample.shop;

/**
 * Numbers that look random and are the same for the same seed, whatever the JVM
 * (SplitMix64).
 */
final class SeededNumbers {

	private long state;

	SeededNumbers(long seed) {
		this.state = seed;
	}

	int below(int bound) {
		return (int) Long.remainderUnsigned(next(), bound);
	}

	String oneOf(String[] choices) {
		return choices[below(choices.length)];
	}

	private long next() {
		this.state += 0x9E3779B97F4A7C15L;
		long mixed = this.state;
		mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
		return mixed ^ (mixed >>> 31);
	}

}
