//// file-of-the-host | - | ok {"reached":[]}
// Reads a file of the host that everybody there may read.
for (const before of ["", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/../..", "/../../..", "/workspace/../..", "/proc/thread-self/root"]) {
  await attempt(before, () => fs.readFileSync(before + input.secretFile));
}
return { reached };
//// root-of-every-process | - | ok {"reached":[]}
// Reaches files of the host through whatever process or mount shows them.
for (const pid of [...fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)), ...input.hostPids]) {
  for (const place of ["root", "cwd", "cwd/../../../../..", "map_files", "task/1/root"]) {
    await attempt(`${pid}/${place}`, () => fs.readFileSync(`/proc/${pid}/${place}${input.secretFile}`));
  }
}
return { reached };
//// program-of-the-guest | - | ok {"reached":[]}
// Overwrites the program that runs it, which the host may start again.
const { O_WRONLY, O_RDWR, O_RDONLY, O_APPEND } = fs.constants;
const programs = [process.execPath, "/bin/sh", "/usr/bin/env", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"];
for (const name of fs.readdirSync("/proc").filter((name) => /^\d+$|^self$/.test(name))) programs.push(`/proc/${name}/exe`);
for (const path of programs.filter((path) => fs.existsSync(path))) {
  for (const mode of [O_WRONLY, O_RDWR, O_WRONLY | O_APPEND]) {
    await attempt(path, () => fs.closeSync(fs.openSync(path, mode)));
  }
  // What was opened for reading, opened once more
  await attempt(`${path} again`, () => {
    const file = fs.openSync(path, O_RDONLY);
    try { fs.closeSync(fs.openSync(`/proc/self/fd/${file}`, O_WRONLY)); } finally { fs.closeSync(file); }
  });
}
return { reached };
//// inherited-descriptors | - | ok {"reached":[]}
// Reaches files of the host through what was open when it was started.
for (const name of fs.readdirSync("/proc/self/fd")) {
  for (const path of [`/proc/self/fd/${name}/../../../../../..${input.secretFile}`, `/proc/self/fd/${name}${input.secretFile}`]) {
    await attempt(path, () => fs.readFileSync(path));
  }
  let target = "";
  try { target = fs.readlinkSync(`/proc/self/fd/${name}`); } catch { continue; }
  // The folder that is being listed is one
  if (target.startsWith("/") && !/^\/(dev\/null|dev\/u?random|proc\/|usr\/|etc\/|lib)/.test(target)) reached.push(target);
}
return { reached };
//// links | - | ok {"reached":[]}
// Reaches a file of the host through links that it makes.
fs.symlinkSync(input.secretFile, "link");
fs.symlinkSync("/proc/1/root", "root");
fs.symlinkSync("../../../../../..", "up");
for (const path of ["link", `root${input.secretFile}`, `up${input.secretFile}`]) await attempt(path, () => fs.readFileSync(path));
for (const path of [input.secretFile, process.execPath, "/proc/self/exe", "/etc/hostname"]) {
  await attempt(`a name for ${path}`, () => fs.linkSync(path, "name"));
  fs.rmSync("name", { force: true });
}
return { reached };
//// writes-outside | - | ok {"reached":[]}
// Changes what others use.
for (const path of ["/abuse", "/usr/abuse", "/usr/bin/abuse", "/etc/abuse", "/etc/hosts", "/etc/passwd", "/etc/ld.so.preload", "/bin/abuse",
  "/root/abuse", "/dev/abuse", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger",
  "/proc/self/uid_map", "/sys/kernel/uevent_helper", "/sys/power/state", "/var/abuse", "/run/abuse", "/mnt/abuse"]) {
  await attempt(path, () => fs.writeFileSync(path, "1"));
}
for (const path of ["/", "/usr", "/usr/bin", process.execPath, "/etc"]) {
  await attempt(`rename ${path}`, () => fs.renameSync(path, "/tmp/taken"));
  await attempt(`mode of ${path}`, () => fs.chmodSync(path, 0o777));
  await attempt(`owner of ${path}`, () => fs.chownSync(path, process.getuid(), process.getgid()));
}
return { reached };
//// devices | - | ok {"reached":[]}
// Reaches memory and disks of the host past all file systems.
for (const path of ["/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/loop0", "/dev/loop-control",
  "/dev/kvm", "/dev/vsock", "/dev/vhost-vsock", "/dev/mapper/control", "/dev/dri/card0", "/dev/snd/seq", "/dev/uinput", "/dev/cpu/0/msr"]) {
  await attempt(path, () => fs.closeSync(fs.openSync(path, "r")));
}
return { reached };
//// control-groups | - | ok {"reached":[]}
// Takes away its own limits.
const folders = ["/sys/fs/cgroup"];
for (const line of fs.readFileSync("/proc/self/mountinfo", "utf8").split("\n")) {
  if (/ - cgroup2? /.test(line)) folders.push(line.split(" ")[4]);
}
for (const folder of folders) {
  for (const name of ["memory.max", "pids.max", "cpu.max", "cgroup.procs", "cgroup.kill", "cgroup.subtree_control", "release_agent",
    "notify_on_release", "memory/memory.limit_in_bytes", "pids/pids.max", "memory/cgroup.procs", "memory/release_agent", "devices/devices.allow"]) {
    await attempt(`${folder}/${name}`, () => fs.writeFileSync(`${folder}/${name}`, name.endsWith("procs") ? "0" : "max"));
  }
  await attempt(`${folder}/abuse`, () => fs.mkdirSync(`${folder}/abuse`));
}
return { reached };
//// link-races | timeout=10s | ok {"reached":[]}
// Has a path that was checked lead elsewhere by the time it is used.
const flipping = await start(`const fs = require("node:fs"); const end = Date.now() + 1500;
  while (Date.now() < end) {
    for (const target of ["/workspace/inside", ${JSON.stringify(input.secretFile)}, "/proc/1/root${input.secretFile}", "/proc/self/exe"]) {
      try { fs.symlinkSync(target, "/workspace/new"); fs.renameSync("/workspace/new", "/workspace/path"); } catch {}
    }
  }`);
fs.writeFileSync("inside", "inside");
const end = Date.now() + 1000;
while (Date.now() < end) {
  try {
    const file = fs.openSync("path", "r");
    const bytes = Buffer.alloc(1000);
    try { fs.readSync(file, bytes); } finally { fs.closeSync(file); }
    if (bytes.includes("of the host")) { reached.push(bytes.toString()); break; }
  } catch (error) { if (error.errno === undefined) throw error; }
  try { fs.writeFileSync("path", "inside"); } catch (error) { if (error.errno === undefined) throw error; }
}
flipping.kill("SIGKILL");
fs.rmSync("path", { force: true });
return { reached };
