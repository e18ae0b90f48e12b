// Before every abuse program: what many of them need.
const fs = require("node:fs");
const reached = [];
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/* What the system refuses is an attack that failed. Anything else is a mistake in the program, and must be seen. */
async function attempt(what, action) {
  try {
    if ((await action()) !== false) reached.push(what);
  } catch (error) {
    if (error.errno === undefined && error.syscall === undefined) throw error;
  }
}
/* Another process; there may be no other program than the interpreter. */
function start(code, options) {
  const child = require("node:child_process").spawn(process.execPath, ["-e", code], { stdio: "ignore", ...options });
  return new Promise((resolve, reject) => child.on("spawn", () => resolve(child)).on("error", reject));
}
function connects(options) {
  return new Promise((resolve) => {
    const socket = require("node:net").connect(options);
    const end = (connected) => { socket.destroy(); resolve(connected); };
    socket.setTimeout(700, () => end(false)).on("connect", () => end(true)).on("error", () => end(false));
  });
}
/* Finds out how the guest marks its frames: what it writes passes through what all code may replace. */
function findMark() {
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
  if (mark === "") throw new Error("The mark was not found");
  return mark;
}
function sendRaw(text) {
  const bytes = Buffer.from(text, "latin1");
  for (let done = 0; done < bytes.length;) {
    try { done += fs.writeSync(1, bytes, done); } catch (error) { if (error.code !== "EAGAIN") throw error; }
  }
}
const sendFrames = (...frames) => {
  const mark = findMark();
  for (const frame of frames) sendRaw(`${mark}${typeof frame === "string" ? frame : JSON.stringify(frame)}\n`);
};
const notification = (method, params) => ({ jsonrpc: "2.0", method, params });
const request = (id, method, params) => ({ jsonrpc: "2.0", id, method, params });
const answer = (value) => ({ jsonrpc: "2.0", id: 0, result: { value, exitCode: 0 } });
