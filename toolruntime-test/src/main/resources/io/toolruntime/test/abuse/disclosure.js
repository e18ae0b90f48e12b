//// environment-of-the-host | - | ok
// Reads variables of the application or of other processes, which often are secrets.
const told = [JSON.stringify(process.env)];
const pids = fs.readdirSync("/proc").filter((name) => /^\d+$|self$/.test(name));
for (const pid of [...pids, ...input.hostPids]) {
  try { told.push(fs.readFileSync(`/proc/${pid}/environ`, "latin1")); } catch (error) { if (error.errno === undefined) throw error; }
}
return told;
//// commands-of-the-host | - | ok {"reached":[]}
// Reads how processes of the host were started.
for (const pid of [...fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)), ...input.hostPids]) {
  await attempt(pid, () => /bin\/java|surefire|toolruntime-abuse/.test(fs.readFileSync(`/proc/${pid}/cmdline`, "latin1")));
}
return { reached };
//// paths-of-the-host | - | ok {"reached":[]}
// Learns where things are on the host.
const places = ["/proc/self/mountinfo", "/proc/self/maps", "/proc/self/cmdline", "/proc/self/cgroup", "/proc/1/cmdline", "/proc/1/mountinfo"];
const told = [new Error("x").stack, JSON.stringify(process.argv), JSON.stringify(process.execArgv), JSON.stringify(process.env)];
for (const path of places) { try { told.push(fs.readFileSync(path, "latin1")); } catch (error) { if (error.errno === undefined) throw error; } }
for (const folder of input.hostFolders) if (told.some((text) => text.includes(folder))) reached.push(folder);
return { reached };
//// secrets-of-the-kernel | - | ok {"reached":[]}
// Reads what belongs to the machine and helps to attack it.
for (const path of ["/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/slabinfo", "/proc/vmallocinfo",
  "/proc/iomem", "/dev/kmsg", "/sys/kernel/debug/tracing/trace", "/sys/firmware/acpi/tables/DSDT", "/boot/config", "/proc/kallsyms"]) {
  await attempt(path, () => {
    const bytes = Buffer.alloc(4096);
    const file = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const text = bytes.toString("latin1", 0, fs.readSync(file, bytes, 0, 4096, 0));
      // Without the right to them, all addresses are zero
      return /[^\s0]/.test(text) && !/^0+[- ]/m.test(text);
    } finally { fs.closeSync(file); }
  });
}
return { reached };
//// memory-of-the-host | - | ok {"reached":[]}
// Reads the memory of the application.
for (const pid of input.hostPids) {
  for (const file of ["mem", "maps", "pagemap", "smaps", "auxv", "stack", "syscall", "io", "status"]) {
    await attempt(`${pid}/${file}`, () => fs.closeSync(fs.openSync(`/proc/${pid}/${file}`, "r")));
  }
}
return { reached };
//// keys-in-files | - | ok {"reached":[]}
// Reads keys and tokens where they usually lie.
for (const path of ["/etc/shadow", "/root/.ssh/id_rsa", "/root/.ssh/authorized_keys", "/root/.aws/credentials", "/root/.docker/config.json",
  "/root/.kube/config", "/root/.bash_history", "/root/.m2/settings.xml", "/var/run/secrets/kubernetes.io/serviceaccount/token", "/run/secrets",
  "/etc/kubernetes/admin.conf", "/proc/1/root/etc/shadow", "/workspace/.netrc", "/etc/machine-id", "/var/lib/docker", "/var/lib/kubelet"]) {
  await attempt(path, () => fs.statSync(path).isDirectory() ? fs.readdirSync(path).length > 0 : fs.readFileSync(path).length > 0);
}
return { reached };
//// name-of-the-host | - | ok {"reached":[]}
// Learns on which host it runs.
const os = require("node:os");
if ([os.hostname(), fs.readFileSync("/proc/sys/kernel/hostname", "utf8").trim()].includes(input.hostName)) reached.push(input.hostName);
return { reached };
//// connections-of-the-host | - | ok {"reached":[]}
// Learns who listens on the host and who talks with whom.
const port = input.tcpPort.toString(16).toUpperCase().padStart(4, "0");
for (const table of ["tcp", "tcp6", "udp", "udp6", "unix"]) {
  await attempt(table, () => {
    const lines = fs.readFileSync(`/proc/net/${table}`, "utf8");
    return lines.includes(`:${port} `) || lines.includes(input.unixSocket) || lines.includes(input.abstractSocket);
  });
}
return { reached };
//// mark-of-the-guest | - | ok {"reached":[]}
// Finds where every process can read it what frames are marked with.
const mark = findMark().slice(1);
for (const file of ["cmdline", "environ"]) {
  for (const pid of ["self", "1"]) await attempt(file, () => fs.readFileSync(`/proc/${pid}/${file}`, "latin1").includes(mark));
}
return { reached };
