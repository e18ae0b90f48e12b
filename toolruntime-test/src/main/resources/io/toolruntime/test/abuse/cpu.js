//// loop | timeout=700ms | timeout
// Runs for ever.
for (;;) {}
//// every-processor | timeout=1s | timeout
// Takes every processor of the host with threads, for ever.
const { Worker } = require("node:worker_threads");
for (let i = 0; i < 6; i++) new Worker("for (;;) {}", { eval: true });
await wait(600000);
//// regular-expression | timeout=700ms | timeout
// Hangs in the engine's own code, where no program can be interrupted.
return /^(a+)+$/.test("a".repeat(60) + "b");
//// one-huge-number | timeout=700ms | timeout
// Hangs in one calculation, in which the engine does nothing else.
let number = 3n ** 20_000_000n;
for (;;) number = (number * number) % (number + 7n);
//// catches-everything | timeout=700ms | timeout
// Runs on after whatever is thrown to end it.
process.on("uncaughtException", () => {});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGALRM"]) process.on(signal, () => {});
while (true) { try { for (;;) {} } catch {} finally { for (;;) {} } }
//// never-idle | timeout=700ms | timeout
// Keeps the event loop busy for ever without ever staying in one place.
await new Promise(() => { const again = () => { setImmediate(again); Promise.resolve().then(() => {}); }; again(); });
//// raises-its-priority | timeout=10s | ok {"reached":[]} | gvisor=ok {"reached":["priority","priority of the first process"]}
// Runs before all other processes of the host.
const os = require("node:os");
await attempt("priority", () => os.setPriority(-20));
await attempt("priority of the first process", () => os.setPriority(1, -20));
return { reached };
