//// files | - | ok "left"
// Leaves files for the next execution, or finds those of the one before.
for (const folder of ["/workspace", "/tmp", "/dev/shm"]) {
  for (const name of ["left", ".hidden", "main.js", "package.json"]) fs.writeFileSync(`${folder}/${name}`, "left behind");
}
return "left";
//// globals | - | ok "left"
// Changes what the code of the next execution finds in its engine.
globalThis.leftBehind = Object.prototype.leftBehind = Array.prototype.leftBehind = "left behind";
Math.random = () => 0.5;
JSON.stringify = () => '"forged"';
Date.prototype.toJSON = () => "forged";
return "left";
//// listeners | - | ok "left"
// Waits for the next execution to come by.
await start(`require("node:net").createServer().listen({ path: "\\0toolruntime-residue" });
  require("node:net").createServer().listen(47113, "127.0.0.1");`, { detached: true });
await wait(200);
return "left";
//// settings-of-the-engine | - | ok "left"
// Has its code loaded into the engine of the next execution.
fs.writeFileSync("/workspace/.noderc", "x");
fs.mkdirSync("/workspace/.node_modules");
fs.mkdirSync("/workspace/node_modules/fs", { recursive: true });
fs.writeFileSync("/workspace/node_modules/fs/index.js", "globalThis.leftBehind = 1; module.exports = {};");
fs.writeFileSync("/workspace/.node_modules/fs.js", "globalThis.leftBehind = 1; module.exports = {};");
process.env.NODE_OPTIONS = "--require /tmp/left.js";
fs.writeFileSync("/tmp/left.js", "globalThis.leftBehind = 1;");
return "left";
//// state-of-the-process | - | ok "left"
// Changes what processes inherit.
process.umask(0o777);
process.chdir("/tmp");
process.title = "left behind";
process.env.LEFT_BEHIND = "1";
return "left";
