package io.toolruntime.splitter;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Tells one version of a method from another, so that a profile is used for the code that
 * it was recorded with, only.
 */
final class Fingerprint {

	private final CRC32 sum = new CRC32();

	private Fingerprint() {
	}

	/**
	 * Sums up a method's instructions.
	 * @param method a method
	 * @return eight hexadecimal digits
	 */
	static String of(MethodNode method) {
		Fingerprint fingerprint = new Fingerprint();
		for (AbstractInsnNode insn : method.instructions) {
			if (insn.getOpcode() >= 0) {
				fingerprint.add(insn);
			}
		}
		return HexFormat.of().toHexDigits((int) fingerprint.sum.getValue());
	}

	private void add(AbstractInsnNode insn) {
		this.sum.update(insn.getOpcode());
		String operand = operand(insn);
		this.sum.update(operand.getBytes(StandardCharsets.UTF_8));
	}

	private static String operand(AbstractInsnNode insn) {
		if (insn instanceof VarInsnNode access) {
			return "" + access.var;
		}
		if (insn instanceof IntInsnNode push) {
			return "" + push.operand;
		}
		if (insn instanceof LdcInsnNode push) {
			return "" + push.cst;
		}
		if (insn instanceof IincInsnNode increment) {
			return increment.var + "+" + increment.incr;
		}
		if (insn instanceof MethodInsnNode call) {
			return call.owner + call.name + call.desc;
		}
		if (insn instanceof FieldInsnNode access) {
			return access.owner + access.name;
		}
		return "" + ControlFlowGraph.targets(insn).size();
	}

}
