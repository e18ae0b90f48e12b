//// touches-it-all | memory=96MB | memory_limit
// Takes the memory of the host.
const held = [];
for (let i = 0; i < input.memory + 300; i += 4) held.push(new Uint8Array(4 << 20).fill(i + 1));
return held.length;
//// small-objects | memory=96MB | memory_limit|crashed
// Takes the memory of the host in pieces that the engine manages.
const held = [];
// Each array is a kilobyte and a little
for (let i = 0; i < (input.memory + 300) * 1000; i++) held.push(new Array(128).fill(i + 0.5));
return held.length;
//// in-many-processes | memory=96MB timeout=20s | memory_limit
// Takes the memory of the host in processes of which each takes little.
const eat = `const held = [];
  for (let i = 0; i < ${Math.ceil((input.memory + 100) / 3)}; i++) held.push(new Uint8Array(1 << 20).fill(i + 1));
  setTimeout(() => {}, 10000);`;
await Promise.all([1, 2, 3].map(async () => {
  const child = await start(eat);
  await new Promise((resolve, reject) => child.on("exit", (code) => code === 0 ? resolve() : reject(new Error("killed"))));
}));
return "all survived";
//// in-files-of-memory | memory=96MB | memory_limit|disk_limit|code_error
// Takes the memory of the host in files that are kept in it.
const piece = Buffer.alloc(1 << 20, 120);
for (const place of ["/dev/shm/filler", "/tmp/filler"]) {
  const file = fs.openSync(place, "w");
  for (let i = 0; i < input.disk + 32; i++) {
    if (fs.writeSync(file, piece) < piece.length) throw new Error("full");
  }
}
return "written";
//// overflows-the-stack | timeout=20s | crashed|code_error|memory_limit
// Writes past the end of its stack, into something else.
require("node:v8").setFlagsFromString("--stack-size=200000");
const deeper = (n) => 1 + deeper(n + 1);
return require("node:vm").runInNewContext("(" + deeper + ")(0)", { deeper });
//// buffers-outside-of-the-heap | memory=96MB | memory_limit|crashed
// Takes the memory of the host where the engine's own bound does not count.
const { Worker } = require("node:worker_threads");
const eat = `const held = [];
  for (let i = 0; i < ${Math.ceil((input.memory + 300) / 2)}; i++) held.push(Buffer.alloc(1 << 20, 7));
  require("node:worker_threads").parentPort.postMessage(held.length);`;
await Promise.all([1, 2].map(() => new Promise((resolve, reject) => {
  new Worker(eat, { eval: true }).on("message", resolve).on("error", reject);
})));
return "all taken";
//// asks-for-more-than-there-is | memory=96MB | ok {"reached":[]}
// Gets memory that nobody has.
try { reached.push(new ArrayBuffer(2 ** 50).byteLength); } catch (error) { if (!(error instanceof RangeError)) throw error; }
return { reached };
