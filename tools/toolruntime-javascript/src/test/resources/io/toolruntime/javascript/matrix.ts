import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { attempt } from "./attempt.mjs";

interface Attempt {
  kind: string;
  target: string;
}

export async function inTool(input: Attempt): Promise<string> {
  return await attempt(input);
}

export async function inThread(input: Attempt): Promise<string> {
  return await new Promise((resolve) => {
    try {
      const thread = new Worker(new URL("./thread.mjs", import.meta.url), { workerData: input });
      thread.on("message", resolve);
      thread.on("error", (error) => resolve(`denied ${error}`));
    } catch (error) {
      resolve(`denied ${error}`);
    }
  });
}

export function inChild(input: Attempt): string {
  const script = [fileURLToPath(new URL("./child.mjs", import.meta.url)), JSON.stringify(input)];
  try {
    // With all that its own flags can give
    const ran = spawnSync(process.execPath, "Deno" in globalThis ? ["run", "-A", ...script] : script, { encoding: "utf8" });
    return ran.error ? `denied ${ran.error}` : ran.stdout.trim() || `denied ${ran.stderr}`;
  } catch (error) {
    return `denied ${error}`;
  }
}
