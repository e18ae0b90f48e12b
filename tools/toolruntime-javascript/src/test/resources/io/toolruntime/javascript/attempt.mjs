// Tries one thing, from wherever this is loaded: the tool itself, a thread of it, or a child of it.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";

const attempts = {
  read: (path) => fs.readFileSync(path, "utf8"),
  list: (path) => fs.readdirSync(path).join(" "),
  write: (path) => fs.writeFileSync(path, "written"),
  remove: (path) => fs.rmSync(path),
  variable: (name) => {
    if (process.env[name] === undefined) throw new Error("it is not set");
    return process.env[name];
  },
  run: (program) => {
    const ran = spawnSync(program, ["ran"], { encoding: "utf8" });
    if (ran.error) throw ran.error;
    // Deno says neither that it was refused nor anything else
    if (ran.status !== 0 || !ran.stdout) throw new Error(`status ${ran.status}`);
    return ran.stdout;
  },
  connect: (address) =>
    new Promise((resolve, reject) => {
      const [host, port] = address.split(" ");
      const socket = net.connect({ host, port: +port, timeout: 3000 });
      socket.on("data", (data) => {
        resolve(`${data}`);
        socket.destroy();
      });
      socket.on("timeout", () => socket.destroy(new Error("timeout")));
      socket.on("error", reject);
    }),
  fetch: async (url) => {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.text();
  },
  import: async (path) => (await import(path)).default,
};

/** Never throws: says "done" and what came, or "denied" and why. */
export async function attempt({ kind, target }) {
  try {
    return `done ${(await attempts[kind](target)) ?? ""}`.trim();
  } catch (error) {
    return `denied ${error.code ?? error.name}: ${error.message}`;
  }
}
