//// forks | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
// Fills the table of processes of the host.
for (let i = 0; i < 40; i++) await start("setTimeout(() => {}, 20000)");
return "all started";
//// fork-bomb | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
// Fills the table of processes of the host with processes that start others.
// 14 in all, and of many threads; whatever happens, each ends after six seconds
const bomb = `
  setTimeout(() => process.exit(0), 6000);
  const [, generation, bomb] = process.argv;
  for (let i = 0; generation > 1 && i < 2; i++) {
    require("node:child_process").spawn(process.execPath, ["-e", bomb, generation - 1, bomb], { stdio: "ignore" })
      .on("error", () => process.exit(1)).on("exit", (code) => code === 0 || process.exit(1));
  }`;
await Promise.all([1, 2].map(() => new Promise((resolve, reject) => {
  require("node:child_process").spawn(process.execPath, ["-e", bomb, "3", bomb], { stdio: "ignore" })
    .on("error", reject)
    .on("exit", (code) => code === 0 ? resolve() : reject(new Error("A process could not be started")));
})));
return "all started";
//// threads | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
// Fills the table of processes of the host with threads.
const { Worker } = require("node:worker_threads");
const workers = [];
for (let i = 0; i < 30; i++) {
  const worker = new Worker("setTimeout(() => {}, 20000)", { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
  await new Promise((resolve, reject) => worker.on("online", resolve).on("error", reject));
  workers.push(worker);
}
return workers.length;
//// out-of-its-session | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
// Has more processes than it may, by leaving the session and the group in which they are counted.
for (let i = 0; i < 40; i++) (await start("setTimeout(() => {}, 20000)", { detached: true })).unref();
return "all started";
//// on-the-run | - | ok "gone"
// Is always another process than the one that was just found, and so is never ended.
const run = `const [, generations, run] = process.argv;
  setTimeout(() => {
    if (generations > 0) {
      require("node:child_process")
        .spawn(process.execPath, ["-e", run, generations - 1, run], { stdio: "ignore", detached: true }).unref();
    }
    process.exit(0);
  }, 20);`;
const child = require("node:child_process")
  .spawn(process.execPath, ["-e", run, "40", run], { stdio: "ignore", detached: true });
await new Promise((resolve, reject) => child.on("spawn", resolve).on("error", reject));
return "gone";
//// sees-no-other | - | ok {"reached":[]}
// Finds processes that are not its own.
const own = new Set([process.pid, process.ppid, 1]);
for (const name of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name) && !own.has(+name))) {
  await attempt(name, () => fs.readFileSync(`/proc/${name}/cmdline`, "utf8"));
}
for (const pid of input.hostPids) await attempt(pid, () => process.kill(pid, 0));
return { reached };
