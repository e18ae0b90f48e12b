#### calls-without-end | tool-calls=10 | tool_call_limit
# Calls tools more often than it may.
while True:
    tools.test.echo()
#### refusals-without-end | tool-calls=10 timeout=20s | tool_call_limit
# Keeps the host busy with calls that it refuses.
while True:
    try:
        tools.test.echo()
    except ToolError:
        pass
#### all-at-once | tool-calls=20 | tool_call_limit
# Gets more calls than it may through before any of them is counted.
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(32) as threads:
    answers = list(threads.map(lambda i: tools.test.echo(i=i), range(500)))
len(answers)
#### chain-without-end | chain-steps=4 | chain_step_limit
# Runs more in one call than it may.
gateway.run_chain([{"toolId": "test:echo", "args": {}}] * 100)
#### chains-past-the-budget | tool-calls=10 | tool_call_limit
# Hides calls from the budget in chains.
while True:
    gateway.run_chain([{"toolId": "test:echo", "args": {}}] * 8)
#### names-of-no-tool | - | ok {"reached":[]}
# Reaches something of the host by a name that is no tool's.
for id in ("../test:echo", "test:echo\n", "test:ECHO", "test:echo:999", "java:lang.Runtime", "file:///etc/passwd", "", ":",
           "test:", "test:__class__", "\0", "x" * (1 << 20), "test:\u202e", "${jndi:ldap://127.0.0.1/a}"):
    try:
        gateway.run_tool(id, {})
        reached.append(id[:40])
    except ToolError:
        pass
{"reached": reached}
#### arguments-that-hurt | - | ok "survived"
# Breaks the host, or other executions, by arguments of a tool.
deep = []
for i in range(190):
    deep = [deep]
for args in ({"__proto__": {"leftBehind": 1}, "__class__": "x"}, {"deep": deep}, {"big": "x" * (8 << 20)},
             {"@class": "java.net.URL", "val": "http://127.0.0.1"}, {"many": [0] * 100_000},
             {"number": 10 ** 398, "half": "\ud800", "\ud800": 1, "": 0}):
    try:
        tools.test.echo(args)
    except ToolError:
        pass
"survived"
#### what-a-tool-hides | - | ok {"reached":[]}
# Learns from an error of a tool what the tool did not mean for it.
try:
    tools.test.fails()
except ToolError as error:
    told = repr(vars(error)) + str(error)
    if any(word in told for word in ("secret", "java.", "Exception", ".java")):
        reached.append(told)
{"reached": reached}
#### another-caller | - | ok {"reached":[]}
# Calls a tool as somebody else.
requests = object.__getattribute__(tools, "_requests")
def whoami(params):
    return requests.call("runTool", json.dumps(params))
honest = whoami({"id": "test:whoami", "args": {}})
for forged in ({"id": "test:whoami", "args": {"caller": "admin"}}, {"id": "test:whoami", "args": {}, "caller": "admin"},
               {"id": "test:whoami", "args": {}, "executionId": "another", "caller": {"name": "admin"}}):
    try:
        told = whoami(forged)
        if (told["caller"], told["execution"]) != (honest["caller"], honest["execution"]):
            reached.append(told)
    except ToolError:
        pass
{"reached": reached}
#### slow-tools | timeout=1s | timeout
# Keeps threads of the host for longer than it may run.
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(32) as threads:
    list(threads.map(lambda i: tools.test.slow(ms=60000), range(64)))
#### pages-without-end | - | ok {"reached":[]}
# Makes the host search for more, or elsewhere, than there is.
for query, limit, cursor in (("x" * (1 << 20), 10 ** 9, None), ("test", -1, None), ("test", 5, "x" * 10000),
                             ("(a+)+$" * 100, 100, "../.."), ("%s%n", 2 ** 70, "-1")):
    try:
        found = len(gateway.search_tools(query, limit, cursor)["tools"])
        if found > 7:
            reached.append(found)
    except ToolError:
        pass
{"reached": reached}
