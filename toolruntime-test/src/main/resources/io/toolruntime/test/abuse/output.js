//// flood | output=64KB | output_limit
// Fills the memory of the host with output.
const line = "x".repeat(1000);
for (let i = 0; i < 2000; i++) console.log(line);
return "all printed";
//// flood-of-errors | output=64KB | output_limit
// Fills the memory of the host with output that is counted apart.
const line = "x".repeat(1000);
for (let i = 0; i < 2000; i++) { console.error(line); console.log("y"); }
return "all printed";
//// flood-of-a-child | output=64KB timeout=20s | output_limit
// Fills the memory of the host with output of another process.
await start(`for (let i = 0; i < 2000; i++) require("node:fs").writeSync(1, "x".repeat(1000));`,
  { stdio: ["ignore", "inherit", "inherit"] });
await wait(600000);
//// one-line-without-end | output=64KB | output_limit
// Fills the memory of the host with a line that it keeps until it ends.
sendRaw("x".repeat(2_000_000));
await wait(600000);
//// just-below-a-flood | output=64KB | ok "all printed"
// Has more kept than may be.
for (let i = 0; i < 550; i++) console.log("x".repeat(999));
return "all printed";
//// past-the-guest | output=64KB | ok "written"
// Breaks whoever reads output with bytes that are no text.
for (const bytes of [[0], [0xff, 0xfe], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x1e], [0x1e, 0x30, 0x31], [0x1b, 0x5b, 0x32, 0x4a],
  [0xf4, 0x90, 0x80, 0x80], [13, 10], [0xe2, 0x80, 0xae]]) {
  for (let i = 0; i < 200; i++) fs.writeSync(i % 2 + 1, Buffer.from(bytes));
}
return "written";
//// enormous-value | - | code_error|crashed
// Fills the memory of the host with a value.
return "x".repeat(40 << 20);
//// enormous-error | - | code_error|crashed
// Fills the memory of the host with a message.
const error = new Error("x".repeat(20 << 20));
error.name = "y".repeat(20 << 20);
throw error;
//// deep-value | - | code_error|crashed
// Overflows the stack of whoever reads the value.
let value = [];
for (let i = 0; i < 3000; i++) value = [value];
return value;
//// many-small-values | - | code_error|crashed
// Fills the memory of the host with a value that is short when it is written.
return new Array(1_500_000).fill(0);
