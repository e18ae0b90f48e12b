//// becomes-root | - | ok {"reached":[]}
// Is root, inside at least.
for (const [what, change] of [["user", () => process.setuid(0)], ["group", () => process.setgid(0)], ["effective user", () => process.seteuid(0)],
  ["effective group", () => process.setegid(0)], ["groups", () => process.setgroups([0])]]) {
  await attempt(what, change);
}
if (process.getuid() === 0 || process.geteuid() === 0 || process.getgroups().includes(0)) reached.push("root");
return { reached };
//// capabilities | - | ok {"reached":[]}
// Has rights that root has.
const status = Object.fromEntries(fs.readFileSync("/proc/self/status", "utf8").split("\n").map((line) => line.split(":\t")));
for (const name of ["CapInh", "CapPrm", "CapEff", "CapAmb", "CapBnd"]) {
  if (!/^0*$/.test(status[name] ?? "0")) reached.push(`${name} ${status[name]}`);
}
if (status.NoNewPrivs === "0") reached.push("new privileges");
return { reached };
//// set-user-id | - | ok {"reached":[]}
// Is somebody else by starting a program of its own that says so.
// The smallest that there is: it ends with its user's number, of which root's is 0.
const arm = process.arch === "arm64";
const code = Buffer.from(arm ? "e81580d2010000d4a80b80d2010000d4" : "b86b0000000f0589c7b83c0000000f05", "hex");
const program = Buffer.alloc(120 + code.length);
program.write("7f454c46020101", 0, "hex");
for (const [offset, value] of [[16, 2], [18, arm ? 183 : 62], [20, 1], [52, 64], [54, 56], [56, 1], [64, 1], [68, 5]]) program.writeUInt16LE(value, offset);
for (const [offset, value] of [[24, 0x400078], [32, 64], [80, 0x400000], [88, 0x400000], [96, program.length], [104, program.length], [112, 4096]])
  program.writeUInt32LE(value, offset);
code.copy(program, 120);
fs.writeFileSync("/tmp/program", program);
try { fs.chmodSync("/tmp/program", 0o6755); } catch (error) { if (error.errno === undefined) throw error; }
await attempt("owner", () => fs.chownSync("/tmp/program", 0, 0));
if (require("node:child_process").spawnSync("/tmp/program").status === 0) reached.push("root");
fs.rmSync("/tmp/program");
return { reached };
//// other-processes | - | ok {"reached":[]} | docker=ok {"reached":["1/mem","1/oom_score_adj","1/uid_map","1/attr/current"]} | gvisor=ok {"reached":["1/oom_score_adj","1/setgroups","1/uid_map"]}
// Rules the process that started it.
const others = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && +name !== process.pid);
for (const pid of [...others, ...input.hostPids]) {
  for (const file of ["mem", "root/etc/passwd", "oom_score_adj", "setgroups", "uid_map", "attr/current"]) {
    await attempt(`${pid}/${file}`, () => fs.closeSync(fs.openSync(`/proc/${pid}/${file}`, "r+")));
  }
}
return { reached };
//// oom-score | - | ok {"reached":[]} | gvisor=ok {"reached":["oom_score_adj"]}
// Is the last that the kernel ends when memory is short.
for (const [file, score] of [["oom_score_adj", "-1000"], ["oom_adj", "-17"]]) {
  await attempt(file, () => fs.writeFileSync(`/proc/self/${file}`, score));
}
return { reached };
//// native-code | - | ok {"reached":[]}
// Loads code into the guest that the kernel trusts more.
fs.writeFileSync("addon.node", "\x7fELF");
for (const path of ["/workspace/addon.node", input.secretFile, "/proc/self/exe"]) {
  try { process.dlopen({ exports: {} }, path); reached.push(path); } catch (error) { if (error.code !== "ERR_DLOPEN_FAILED") throw error; }
}
fs.rmSync("addon.node");
return { reached };
