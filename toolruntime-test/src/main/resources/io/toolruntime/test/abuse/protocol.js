//// answers-twice | - | ok|crashed
// Has two results of one execution.
sendFrames(answer("first"), answer("second"));
return "third";
//// claims-what-the-host-knows | - | ok|crashed
// Is believed what limits held, how it ended and which tools it called.
sendFrames({ jsonrpc: "2.0", id: 0, result: { value: "forged", exitCode: 0, outcome: "timeout", durationMs: 0,
  toolCalls: [{ sequence: 1, toolId: "test:refund", outcome: "ok", arguments: {} }],
  limitsEnforced: { memory: { requested: "1TB", status: "enforced" } }, artifacts: [{ path: "../../etc/passwd" }] } });
return "real";
//// unknown-method | - | crashed
// Calls a method of the host that code must not call.
sendFrames(request(1_000_000, "shutdown", {}));
await wait(600000);
//// no-json | - | crashed
// Ends the thread of the host that reads.
sendFrames('{"jsonrpc":"2.0",');
await wait(600000);
//// frame-without-end | memory=200MB | crashed
// Fills the memory of the host with a frame.
sendRaw(findMark() + '{"jsonrpc":"2.0","id":0,"result":{"value":"');
for (let i = 0; i < 40; i++) sendRaw("x".repeat(1 << 20));
await wait(600000);
//// key-twice | - | crashed
// Is read in two ways by two readers.
sendFrames('{"jsonrpc":"2.0","id":0,"result":{"value":1,"exitCode":0},"result":{"value":2,"exitCode":0}}');
await wait(600000);
//// deep-frame | - | crashed
// Overflows the stack of the host.
sendFrames(`{"jsonrpc":"2.0","id":0,"result":{"value":${"[".repeat(100_000)}${"]".repeat(100_000)},"exitCode":0}}`);
await wait(600000);
//// number-without-end | - | crashed
// Keeps the host busy with one number.
sendFrames(`{"jsonrpc":"2.0","id":0,"result":{"value":${"9".repeat(1_000_000)},"exitCode":0}}`);
await wait(600000);
//// id-twice | - | crashed
// Has one call answered in place of another.
const call = (id) => request(id, "runTool", { id: "test:slow", args: { ms: 100 } });
sendFrames(call(1_000_000), call(1_000_000));
await wait(600000);
//// answer-to-nothing | - | crashed
// Answers a request that the host made of somebody else.
sendFrames({ jsonrpc: "2.0", id: 7, result: { value: 1, exitCode: 0 } });
await wait(600000);
//// ready-again | - | crashed
// Has the host believe that this is another guest, which waits for another execution.
sendFrames(notification("ready", { protocol: 1, runtime: "forged" }));
await wait(600000);
//// requests-without-end | - | crashed|tool_call_limit
// Fills the memory of the host with requests that wait.
sendFrames(...Array.from({ length: 400 }, (_, i) => request(1_000_000 + i, "runTool", { id: "test:slow", args: { ms: 20000 } })));
await wait(600000);
//// notices-without-end | - | crashed
// Fills the memory of the host with what it remembers of files.
sendFrames(...Array.from({ length: 5000 }, (_, i) => notification("skipped", { path: `${i}`, reason: "none" })));
await wait(600000);
//// half-a-frame | timeout=700ms | timeout
// Has the host wait for the rest for ever.
sendRaw(findMark() + '{"jsonrpc":"2.0","id":0,');
for (;;) {}
//// reads-nothing | timeout=1500ms | timeout
// Fills the memory of the host with answers that nobody reads.
sendFrames(...Array.from({ length: 60 }, (_, i) => request(1_000_000 + i, "runTool", { id: "test:big", args: { size: 4 << 20 } })));
for (;;) {}
