//// one-large-file | disk=16MB | disk_limit
// Fills a disk of the host.
const file = fs.openSync("filler", "w");
const piece = Buffer.alloc(1 << 20, 120);
for (let i = 0; i < input.disk + 64; i++) {
  if (fs.writeSync(file, piece) < piece.length) throw new Error("full");
}
return "written";
//// every-place | disk=16MB | disk_limit|memory_limit
// Fills more than it may in places that are counted apart.
const piece = Buffer.alloc(1 << 20, 120);
const places = ["/workspace", "/tmp", "/dev/shm"].map((folder) => fs.openSync(`${folder}/filler`, "w"));
for (let i = 0; i < input.disk; i++) {
  if (fs.writeSync(places[i % 3], piece) < piece.length) throw new Error("full");
}
for (let i = 0; i < 32; i++) {
  if (fs.writeSync(places[i % 3], piece) < piece.length) throw new Error("full");
}
return "written";
//// many-files | disk=16MB | disk_limit | gvisor=ok|disk_limit|memory_limit|code_error "made"
// Takes all that a file system has for names of files.
for (let i = 0; i < 8192; i++) fs.closeSync(fs.openSync(`${i}`, "w"));
return "made";
//// deleted-but-open | disk=16MB | disk_limit|code_error
// Fills a disk with files that nobody finds.
globalThis.held = [];
const piece = Buffer.alloc(1 << 20, 120);
for (let i = 0; i < (input.disk + 64) / 8; i++) {
  const file = fs.openSync("filler", "w");
  held.push(file);
  fs.unlinkSync("filler");
  for (let j = 0; j < 8; j++) {
    if (fs.writeSync(file, piece) < piece.length) throw new Error("full");
  }
}
return "written";
//// folders-in-folders | disk=16MB | ok "made"
// Makes a tree that whoever removes it cannot walk.
for (let i = 0; i < 600; i++) {
  fs.mkdirSync("a".repeat(200));
  process.chdir("a".repeat(200));
}
return "made";
//// writes-after-the-answer | disk=32MB | ok "gone"
// Goes on to fill a disk when nobody looks any more.
await start(`const fs = require("node:fs"); const file = fs.openSync("/tmp/filler", "w");
  for (let i = 0; i < 24; i++) { fs.writeSync(file, Buffer.alloc(1 << 20, 120)); for (let j = 0; j < 1e6; j++); }
  setTimeout(() => {}, 20000);`, { detached: true });
return "gone";
