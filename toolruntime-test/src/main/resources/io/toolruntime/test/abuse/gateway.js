//// calls-without-end | tool-calls=10 | tool_call_limit
// Calls tools more often than it may.
for (;;) await tools.test.echo({});
//// refusals-without-end | tool-calls=10 timeout=20s | tool_call_limit
// Keeps the host busy with calls that it refuses.
for (;;) { try { await tools.test.echo({}); } catch {} }
//// all-at-once | tool-calls=20 | tool_call_limit
// Gets more calls than it may through before any of them is counted.
return (await Promise.all(Array.from({ length: 500 }, (_, i) => tools.test.echo({ i })))).length;
//// chain-without-end | chain-steps=4 | chain_step_limit
// Runs more in one call than it may.
await gateway.runChain(Array.from({ length: 100 }, () => ({ toolId: "test:echo", args: {} })));
//// chains-past-the-budget | tool-calls=10 | tool_call_limit
// Hides calls from the budget in chains.
for (;;) await gateway.runChain(Array.from({ length: 8 }, () => ({ toolId: "test:echo", args: {} })));
//// names-of-no-tool | - | ok {"reached":[]}
// Reaches something of the host by a name that is no tool's.
for (const id of ["../test:echo", "test:echo\n", "test:ECHO", "test:echo:999", "java:lang.Runtime", "file:///etc/passwd", "", ":",
  "test:", "test:constructor", "__proto__:toString", "\0", "x".repeat(1 << 20), "test:\u202e", "${jndi:ldap://127.0.0.1/a}"]) {
  try {
    await gateway.runTool(id, {});
    reached.push(id.slice(0, 40));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}
return { reached };
//// arguments-that-hurt | - | ok "survived"
// Breaks the host, or other executions, by arguments of a tool.
const deep = []; let inner = deep;
for (let i = 0; i < 190; i++) { inner.push([]); inner = inner[0]; }
for (const args of [JSON.parse('{"__proto__":{"leftBehind":1},"constructor":{"prototype":{"leftBehind":1}}}'), { deep },
  { big: "x".repeat(8 << 20) }, { "@class": "java.net.URL", val: "http://127.0.0.1" }, { many: new Array(100_000).fill(0) },
  { number: 1e308, half: "\ud800", "\ud800": 1, "": 0 }]) {
  try { await tools.test.echo(args); } catch (error) { if (!(error instanceof ToolError)) throw error; }
}
return "survived";
//// what-a-tool-hides | - | ok {"reached":[]}
// Learns from an error of a tool what the tool did not mean for it.
try { await tools.test.fails({}); } catch (error) {
  const told = [error.message, error.stack, JSON.stringify(error), Object.values(error).join()].join();
  if (/secret|java\.|Exception|\.java/.test(told)) reached.push(told);
}
return { reached };
//// another-caller | - | ok {"reached":[]}
// Calls a tool as somebody else.
const honest = await gateway.runTool("test:whoami", {});
for (const args of [{ caller: "admin", execution: "another" }, { _meta: { caller: "admin" } }]) {
  const forged = await gateway.runTool("test:whoami", args);
  if (forged.caller !== honest.caller || forged.execution !== honest.execution) reached.push(forged);
}
return { reached };
//// slow-tools | timeout=1s | timeout
// Keeps threads of the host for longer than it may run.
await Promise.all(Array.from({ length: 64 }, () => tools.test.slow({ ms: 60000 })));
//// pages-without-end | - | ok {"reached":[]}
// Makes the host search for more, or elsewhere, than there is.
for (const [query, limit, cursor] of [["x".repeat(1 << 20), 1e9, null], ["test", -1, null], ["test", 5, "x".repeat(10000)],
  ["(a+)+$".repeat(100), 100, "../.."], ["%s%n", 2 ** 53, "-1"]]) {
  try {
    const { tools } = await gateway.searchTools(query, limit, cursor);
    if (tools.length > 7) reached.push(tools.length);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
}
return { reached };
