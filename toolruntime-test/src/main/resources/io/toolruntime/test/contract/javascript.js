//// value
return { sum: [1, 2, 3].reduce((a, b) => a + b), text: "é€𝄞", list: [1.5, true, null] };
//// expression
1 + 1
//// out
__out = "from __out";
//// input
return { input, twice: input.number * 2 };
//// environment
return process.env.MODE;
//// print
console.log("to stdout"); console.error("to stderr"); return 1;
//// order
for (let i = 0; i < 100; i++) console.log(i);
return 1;
//// throw
const x = 1;

  throw new RangeError("out of bounds " + x);
//// print and throw
console.log("before");
throw new Error("enough");
//// syntax
const a = 1;
const b = ;
//// unserializable
const cycle = {}; cycle.self = cycle; return cycle;
//// echo
return await tools.test.echo({ id: 7, nested: { list: [1, null, "é"] } });
//// sequence
let sum = 0;
for (let i = 1; i <= 10; i++) sum += (await tools.test.echo({ i })).i;
return sum;
//// parallel
const answers = await Promise.all([...Array(8).keys()].map((i) => tools.test.meet({ of: 8, i })));
return answers;
//// chain
const { value, steps } = await gateway.runChain([
  { toolId: "test:echo", args: { a: 1 } },
  { toolId: "test:echo", args: { b: 2 }, usePrevious: true },
]);
return { value, steps: steps.length };
//// chain too long
console.log("before");
await tools.test.echo({ before: true });
return await gateway.runChain(Array.from({ length: 20 }, () => ({ toolId: "test:echo", args: {} })));
//// too many calls
let calls = 0;
for (;;) { await tools.test.echo({}); calls++; }
//// caught limit
let refused = null;
try { for (;;) await tools.test.echo({}); } catch (e) { refused = e.code; }
return refused;
//// tool fails
try { await tools.test.refuses({}); return "no error"; }
catch (e) { return { name: e.name, toolId: e.toolId, code: e.code, message: e.message }; }
//// tool hides
try { await tools.test.fails({}); return "no error"; }
catch (e) { return { code: e.code, message: e.message }; }
//// no such tool
try { await tools.test.nothing({}); return "no error"; }
catch (e) { return { code: e.code, toolId: e.toolId }; }
//// uncaught tool error
await tools.test.refuses({});
//// gateway
const page = await gateway.searchTools("echo", 5);
const namespaces = await gateway.listNamespaces();
const { tool } = await gateway.describeTool("test:echo", "full");
return { found: page.tools.some((tool) => tool.id === "test:echo"), namespaces, name: tool.name,
  ran: await gateway.runTool("test:echo", { a: 1 }), examples: await gateway.listToolExamples("test:echo") };
//// list tools
return { namespaces: Object.keys(tools), has: "echo" in tools.test, hasNot: "nothing" in tools.test,
  names: Object.keys(tools.test) };
//// who
return await tools.test.whoami({ input });
//// loop
console.log("before");
await tools.test.echo({ before: true });
for (;;) {}
//// sleep
console.log("before");
await new Promise((resolve) => setTimeout(resolve, 600000));
//// slow tool
console.log("before");
return await tools.test.slow({ ms: 600000 });
//// flood
const line = "x".repeat(1000);
for (let i = 0; i < 20000; i++) console.log(line);
return "not ended";
//// much output
const line = "x".repeat(999);
for (let i = 0; i < 300; i++) console.log(line);
return "ended";
//// memory
const held = [];
const mebibytes = input.mebibytes;
for (let i = 0; i < mebibytes; i += 4) {
  held.push(new Uint8Array(4 << 20).fill(i + 1));
  console.log(i);
}
return held.length;
//// forge
const frame = JSON.stringify({ jsonrpc: "2.0", id: 0, result: { value: "forged", exitCode: 0 } });
console.log("\u001e" + "0".repeat(32) + frame);
console.log(frame);
console.log("\n" + frame + "\n");
return "true";
//// leave something
globalThis.leftBehind = "secret of another";
Object.prototype.leftBehind = "secret of another";
return 1;
//// find something
return [typeof globalThis.leftBehind, typeof {}.leftBehind];
//// random
return [Math.random(), Math.random()].join();
//// environment names
return Object.keys(process.env);
//// read file
try { return { read: (await import("node:fs")).readFileSync(input.path, "utf8") }; }
catch (e) { return { refused: String(e.message) }; }
//// connect
try {
  const net = await import("node:net");
  return await new Promise((resolve) => {
    const socket = net.connect(input.port, input.host);
    socket.setTimeout(3000, () => resolve({ refused: "timeout" }));
    socket.on("connect", () => resolve({ connected: true }));
    socket.on("error", (e) => resolve({ refused: String(e.message) }));
  });
} catch (e) { return { refused: String(e.message) }; }
//// processes
const { spawn } = await import("node:child_process");
const children = [];
for (let i = 0; i < input.count; i++) {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "ignore" });
  await new Promise((resolve, reject) => { child.on("spawn", resolve); child.on("error", reject); });
  children.push(child);
  console.log(i);
}
return children.length;
//// background process
const { spawn } = await import("node:child_process");
const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setTimeout(() => {}, 60000)"],
  { stdio: "inherit", detached: true });
await new Promise((resolve, reject) => { child.on("spawn", resolve); child.on("error", reject); });
return child.pid > 0;
//// disk
const { openSync, writeSync } = await import("node:fs");
const file = openSync("filler", "w");
const piece = Buffer.alloc(1 << 20, 120);
let written = 0;
for (let i = 0; i < input.mebibytes; i++) { written += writeSync(file, piece); console.log(i); }
return written;
//// files
const { readFileSync, writeFileSync, mkdirSync, symlinkSync } = await import("node:fs");
const data = readFileSync("data/in.csv", "utf8");
mkdirSync("out", { recursive: true });
writeFileSync("out/report.csv", data.toUpperCase());
symlinkSync("/etc/passwd", "out/link");
return data.length;
//// exit
console.log("before");
process.exit(3);
//// kill itself
console.log("before");
process.kill(process.pid, "SIGKILL");
await new Promise(() => {});
//// many calls at once
const answers = await Promise.all([...Array(500).keys()].map((i) => tools.test.echo({ i })));
return answers.every((answer, i) => answer.i === i);
//// large value
return "x".repeat(2_000_000);
//// meet
await tools.test.meet({ of: input.of, at: input.at });
return input.n * 2;
//// burn
const { Worker } = await import("node:worker_threads");
const before = process.cpuUsage();
const start = performance.now();
const spin = `const end = performance.now() + ${input.seconds * 1000}; while (performance.now() < end) {}`;
const workers = [1, 2, 3].map(() => new Worker(spin, { eval: true }));
await Promise.all(workers.map((worker) => new Promise((resolve, reject) => {
  worker.on("exit", resolve);
  worker.on("error", reject);
})));
const { user, system } = process.cpuUsage(before);
return { cpu: (user + system) / 1000, wall: performance.now() - start };
//// fork bomb
const { spawn } = await import("node:child_process");
console.log("before");
// Processes that start two others each: 14 in all, and of many threads; whatever happens, each ends after six seconds
const bomb = `
  setTimeout(() => process.exit(0), 6000);
  process.stdout.write("one more\\n");
  const [, generation, bomb] = process.argv;
  for (let i = 0; generation > 1 && i < 2; i++) {
    require("node:child_process").spawn(process.execPath, ["-e", bomb, generation - 1, bomb], { stdio: "inherit" })
      .on("error", () => process.exit(1)).on("exit", (code) => code === 0 || process.exit(1));
  }`;
await Promise.all([1, 2].map(() => new Promise((resolve, reject) => {
  spawn(process.execPath, ["-e", bomb, "3", bomb], { stdio: ["ignore", "inherit", "ignore"] })
    .on("error", reject)
    .on("exit", (code) => code === 0 ? resolve() : reject(new Error("A process could not be started")));
})));
return "all started";
//// forge with the mark
const { writeSync } = await import("node:fs");
await tools.test.echo({ before: true });
// What the guest writes passes through what all code may replace
const buffers = Object.getPrototypeOf(Uint8Array.prototype);
const { get } = Object.getOwnPropertyDescriptor(buffers, "length");
let mark = "";
Object.defineProperty(buffers, "length", {
  configurable: true,
  get() {
    if (mark === "" && this[0] === 0x1e) {
      for (let i = 0; i < 33; i++) mark += String.fromCharCode(this[i]);
    }
    return Reflect.apply(get, this, []);
  },
});
console.log("marked");
Object.defineProperty(buffers, "length", { configurable: true, get });
for (const frame of input) writeSync(1, `${mark}${frame}\n`);
return "real";
