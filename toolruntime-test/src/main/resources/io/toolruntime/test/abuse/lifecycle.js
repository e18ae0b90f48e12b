//// ignores-signals | timeout=700ms | timeout
// Lives on because it does not want to end.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGALRM"]) process.on(signal, () => {});
setInterval(() => {}, 1000);
await new Promise(() => {});
//// daemon | - | ok "gone"
// Lives on as a process that nobody knows.
const code = `for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});`;
await start(`${code} require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(code + "setTimeout(() => {}, 60000);")}],
  { detached: true, stdio: "ignore" }).unref();`, { detached: true });
await wait(150);
return "gone";
//// outlives-the-answer | - | ok "gone"
// Goes on to talk with the host when it has answered.
await start(`setInterval(() => { try { require("node:fs").writeSync(1, "still here\\n"); } catch {} }, 5);`,
  { detached: true, stdio: ["inherit", "inherit", "inherit"] });
return "gone";
//// closes-its-streams | timeout=700ms | crashed|timeout
// Leaves the host waiting for something that cannot come.
for (let fd = 0; fd < 64; fd++) {
  // Those by which the engine itself lives would end it
  try { if (/^(pipe|socket):/.test(fs.readlinkSync(`/proc/self/fd/${fd}`)) && fd < 3) fs.closeSync(fd); } catch {}
}
for (;;) {}
//// stops-itself | timeout=700ms | timeout
// Cannot be ended in order, as it is stopped.
process.kill(process.pid, "SIGSTOP");
for (;;) {}
//// stops-its-children | - | ok "gone"
// Leaves processes that do nothing, not even end.
for (let i = 0; i < 3; i++) (await start("setTimeout(() => {}, 60000)", { detached: true })).kill("SIGSTOP");
return "gone";
//// loops-at-its-end | timeout=700ms | timeout
// Lives on where programs tidy up.
process.on("exit", () => { for (;;) {} });
return "gone";
//// exits-without-an-answer | - | crashed
// Ends in a way that the host may take for success.
process.reallyExit(0);
//// dies | - | crashed
// Ends so that the host may think it was its own doing.
process.abort();
