// Tries what a sandbox forbids, and says what happened. Runs as the code of an execution.
const fs = await import("node:fs");
const net = await import("node:net");
const { host, port, readable, writable } = input;

function attempt(action) {
  try {
    return String(action());
  } catch (e) {
    return `refused: ${e.code ?? e.message}`;
  }
}

const status = (field) => attempt(() => new RegExp(`^${field}:\\s*(\\S+)`, "m").exec(fs.readFileSync("/proc/self/status", "utf8"))[1]);

// The guest has cleared its own: what the process was started with is what tells
function environment() {
  try {
    return fs.readFileSync("/proc/self/environ", "utf8");
  } catch {
    return Object.entries(process.env).map((variable) => variable.join("=")).join("\0");
  }
}

return {
  network: await new Promise((resolve) => {
    const socket = net.connect(port, host);
    socket.setTimeout(3000, () => resolve("refused: timeout"));
    socket.on("connect", () => resolve("connected"));
    socket.on("error", (e) => resolve(`refused: ${e.code ?? e.message}`));
  }),
  read: attempt(() => fs.readFileSync(readable, "utf8")),
  write: attempt(() => fs.writeFileSync(writable, "probe")),
  environment: environment(),
  user: attempt(() => process.getuid()),
  capabilities: status("CapEff"),
  systemCalls: status("Seccomp"),
  newPrivileges: status("NoNewPrivs"),
};
