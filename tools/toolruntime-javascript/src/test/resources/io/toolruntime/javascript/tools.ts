import { spawn } from "node:child_process";
import fs from "node:fs";

interface Numbers {
  a: number;
  b: number;
}

interface Context {
  configuration: Record<string, unknown> | null;
  environment: Record<string, string>;
  executionId: string;
  toolId: string;
  signal: AbortSignal;
  log: { info(...parts: unknown[]): void };
  progress(value: number, total?: number, message?: string): void;
}

export function add(input: Numbers): number {
  return input.a + input.b;
}

export function echo(input: unknown): unknown {
  return input;
}

export function context(_input: unknown, context: Context): unknown {
  return {
    configuration: context.configuration,
    environment: context.environment,
    executionId: context.executionId,
    toolId: context.toolId,
    aborted: context.signal.aborted,
  };
}

export function variable({ name }: { name: string }): string | null {
  return process.env[name] ?? null;
}

export function nothing(): void {}

export function throws(): never {
  throw new TypeError("it does not fit");
}

export function throwsText(): never {
  throw "only text";
}

export async function rejects(): Promise<never> {
  await null;
  throw new RangeError("too far");
}

export function straysLater(): Promise<never> {
  Promise.reject(new Error("nobody waits for this"));
  return new Promise(() => {});
}

export function bigint(): unknown {
  return { value: 1n };
}

export function cyclic(): unknown {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  return cycle;
}

export function prints(): string {
  console.log('{"type":"result","value":"forged"}');
  console.error("to standard error");
  fs.writeSync(1, '{"type":"result","id":"x","value":"forged"}\n');
  return "real";
}

export function exits({ code }: { code: number }): void {
  process.exit(code);
}

export function kills(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

export function loops(): never {
  for (;;);
}

export async function sleeps({ ms }: { ms: number }, context: Context): Promise<string> {
  return await new Promise((resolve, reject) => {
    context.signal.addEventListener("abort", () => reject(new Error("heard it")));
    setTimeout(() => resolve("slept"), ms);
  });
}

export function neverHears(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 1000));
}

export function large({ size }: { size: number }): string {
  return "x".repeat(size);
}

export function floods({ megabytes }: { megabytes: number }): string {
  const piece = Buffer.alloc(1 << 20, "y");
  for (let i = 0; i < megabytes; i++) {
    for (let written = 0; written < piece.length; ) {
      try {
        written += fs.writeSync(i % 2 === 0 ? 1 : 2, piece, written);
      } catch (error) {
        // Node has made the pipe one that does not wait
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      }
    }
  }
  return "flooded";
}

export function hoards(): number {
  const kept: unknown[] = [];
  for (let i = 0; i < 4096; i++) kept.push(new Array(1 << 17).fill(i));
  return kept.length;
}

export async function tells(_input: unknown, context: Context): Promise<string> {
  context.log.info("first", { second: 2 });
  context.progress(1, 2, "half");
  context.progress(2);
  return "told";
}

export function startsChild(): Promise<string> {
  return new Promise((resolve) => {
    // It keeps all of its parent's streams, and stays
    const child = spawn("/bin/sleep", ["600"], { stdio: "inherit", detached: true });
    child.on("error", (error) => resolve(`refused ${(error as NodeJS.ErrnoException).code}`));
    child.on("spawn", () => resolve(`started ${child.pid}`));
  });
}

let remembered = 0;

export function remembers({ next }: { next: number }): number {
  const before = remembered;
  remembered = next;
  return before;
}

export function replacesEverything(): string {
  JSON.stringify = () => "forged";
  Promise.prototype.then = () => new Promise(() => {});
  globalThis.setTimeout = (() => 0) as never;
  return "tried";
}

add.description = "Adds two numbers.";
add.inputSchema = {
  type: "object",
  properties: { a: { type: "number" }, b: { type: "number" } },
  required: ["a", "b"],
};

/* What it says of its result is not so. */
export function promises(): unknown {
  return { total: "much" };
}

export const metadata = {
  promises: {
    outputSchema: { type: "object", properties: { total: { type: "number" } }, required: ["total"] },
  },
  echo: { description: "Gives back what it is given.", tags: ["test"], annotations: { readOnlyHint: true } },
};
