//// links | - | ok "left" | artifacts=kept.txt
// Has files of the host given out that links lead to.
fs.writeFileSync("kept.txt", "kept");
for (const [i, target] of [input.secretFile, "/etc/passwd", "/", "/proc/self/environ", "/proc/1/root", "link0", "link6", "nothing"].entries()) {
  fs.symlinkSync(target, `link${i}`);
}
fs.writeFileSync("twice", "two names");
fs.linkSync("twice", "twice again");
return "left";
//// no-plain-files | - | ok "left" | artifacts=kept.txt
// Has the host wait for what never comes to an end.
fs.writeFileSync("kept.txt", "kept");
globalThis.server = require("node:net").createServer();
await new Promise((resolve) => server.listen("/workspace/socket", resolve));
return "left";
//// sparse-files | disk=32MB | ok "left"
// Has the host read more than there is.
fs.writeFileSync("kept.txt", "kept");
for (const size of [8 << 20, 31 << 20, 2 ** 32, 2 ** 40, 2 ** 52]) {
  try { fs.writeFileSync(`hole${size}`, ""); fs.truncateSync(`hole${size}`, size); } catch (error) {
    if (error.errno === undefined) throw error;
    fs.rmSync(`hole${size}`);
  }
}
return "left";
//// names | - | ok "left"
// Has the host write where a name leads, or show what a name says.
const names = ["two\nlines", "a".repeat(255), "-rf", "back\\slash", "..\\..\\up", "\u001b[2J", "\u202etxt.exe", "...", " ", "~", "$(id)", "%2e%2e",
  "a:b", "CON", "<script>", "\"quoted\"", "null", "\ud83d\ude00"];
for (const name of names) fs.writeFileSync(name, "x");
fs.writeFileSync(Buffer.from([0x61, 0xff, 0xfe]), "x");
fs.writeFileSync(Buffer.from([0xc0, 0xae, 0xc0, 0xae]), "x");
return "left";
//// ten-thousand-files | - | ok "left"
// Fills the memory of the host with files.
for (let i = 0; i < 10050; i++) fs.closeSync(fs.openSync(`file${i}`, "w"));
return "left";
//// deep-folders | - | ok "left" | artifacts=kept.txt
// Overflows the stack of whoever walks the folders.
fs.writeFileSync("kept.txt", "kept");
for (let i = 0; i < 300; i++) { fs.mkdirSync("deeper"); process.chdir("deeper"); }
fs.writeFileSync("bottom.txt", "x");
process.chdir("/workspace");
return "left";
//// too-large | disk=64MB | ok "left" | artifacts=kept.txt
// Fills the memory of the host with a file.
fs.writeFileSync("kept.txt", "kept");
const file = fs.openSync("large", "w");
for (let i = 0; i < 40; i++) fs.writeSync(file, Buffer.alloc(1 << 20, 120));
return "left";
//// no-rights | - | ok "left" | artifacts=kept.txt
// Has the host fail over what it may not read.
fs.writeFileSync("kept.txt", "kept");
fs.writeFileSync("unreadable", "x", { mode: 0 });
fs.mkdirSync("closed");
fs.writeFileSync("closed/inside", "x");
fs.chmodSync("closed", 0);
return "left";
//// another-folder | - | ok "left" | artifacts=kept.txt
// Has files of the system, or of another place, given out as those of the workspace.
fs.writeFileSync("kept.txt", "kept");
fs.writeFileSync("/tmp/not-in-the-workspace.txt", "x");
process.chdir("/tmp");
return "left";
//// changes-meanwhile | - | ok|crashed
// Has a file that was looked at be another one by the time it is read.
await start(`const fs = require("node:fs"); const end = Date.now() + 3000;
  while (Date.now() < end) {
    for (let i = 0; i < 20; i++) {
      const name = "/workspace/file" + i;
      try { fs.rmSync(name, { force: true, recursive: true }); fs.writeFileSync(name, "x".repeat(5000 * i)); } catch {}
      try { fs.truncateSync(name, 10); fs.appendFileSync(name, "y".repeat(100000)); } catch {}
      try { fs.rmSync(name, { force: true }); fs.symlinkSync(${JSON.stringify(input.secretFile)}, name); } catch {}
      try { fs.rmSync(name, { force: true }); fs.mkdirSync(name); } catch {}
    }
  }`, { detached: true });
await wait(200);
return "left";
//// forged-path | - | crashed
// Has the host write, or somebody think it wrote, above the workspace.
sendFrames(notification("artifact", { path: "../../etc/cron.d/abuse", data: "eA==", last: true }));
await wait(600000);
//// forged-absolute-path | - | crashed
// Has the host write, or somebody think it wrote, wherever the code wants.
sendFrames(notification("artifact", { path: "/etc/cron.d/abuse", data: "eA==", last: true }));
await wait(600000);
//// forged-files-without-end | - | crashed
// Fills the memory of the host with more files than it may give.
sendFrames(...Array.from({ length: 200 }, (_, i) => notification("artifact", { path: `file${i}`, data: "eA==", last: true })));
await wait(600000);
//// forged-file-without-end | disk=16MB memory=200MB | crashed
// Fills the memory of the host with one file that never ends.
const mark = findMark();
const piece = JSON.stringify(notification("artifact", { path: "file", data: "eHh4".repeat(1 << 18), last: false }));
for (let i = 0; i < 48; i++) sendRaw(`${mark}${piece}\n`);
await wait(600000);
