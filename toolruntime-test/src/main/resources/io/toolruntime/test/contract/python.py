#### value
{"sum": sum([1, 2, 3]), "text": "é€𝄞", "list": [1.5, True, None]}
#### expression
1 + 1
#### out
__out = "from __out"
#### input
{"input": input, "twice": input["number"] * 2}
#### environment
import os
os.environ["MODE"]
#### print
import sys
print("to stdout")
print("to stderr", file=sys.stderr)
1
#### order
for i in range(100):
    print(i)
1
#### throw
x = 1

raise IndexError(f"out of bounds {x}")
#### print and throw
print("before")
raise ValueError("enough")
#### syntax
a = 1
b = = 2
#### unserializable
cycle = {}
cycle["self"] = cycle
cycle
#### echo
tools.test.echo(id=7, nested={"list": [1, None, "é"]})
#### sequence
total = 0
for i in range(1, 11):
    total += tools.test.echo(i=i)["i"]
total
#### parallel
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(8) as threads:
    answers = list(threads.map(lambda i: tools.test.meet(of=8, i=i), range(8)))
answers
#### chain
result = gateway.run_chain([
    {"toolId": "test:echo", "args": {"a": 1}},
    {"toolId": "test:echo", "args": {"b": 2}, "usePrevious": True},
])
{"value": result["value"], "steps": len(result["steps"])}
#### chain too long
print("before")
tools.test.echo(before=True)
gateway.run_chain([{"toolId": "test:echo", "args": {}}] * 20)
#### too many calls
while True:
    tools.test.echo()
#### caught limit
refused = None
try:
    while True:
        tools.test.echo()
except ToolError as e:
    refused = e.code
refused
#### tool fails
try:
    tools.test.refuses()
    answer = "no error"
except ToolError as e:
    answer = {"name": type(e).__name__, "toolId": e.toolId, "code": e.code, "message": e.message}
answer
#### tool hides
try:
    tools.test.fails()
    answer = "no error"
except ToolError as e:
    answer = {"code": e.code, "message": e.message}
answer
#### no such tool
try:
    tools.test.nothing()
    answer = "no error"
except ToolError as e:
    answer = {"code": e.code, "toolId": e.toolId}
answer
#### uncaught tool error
tools.test.refuses()
#### gateway
page = gateway.search_tools("echo", 5)
tool = gateway.describe_tool("test:echo", "full")["tool"]
{"found": any(tool["id"] == "test:echo" for tool in page["tools"]), "namespaces": gateway.list_namespaces(),
 "name": tool["name"], "ran": gateway.run_tool("test:echo", {"a": 1}), "examples": gateway.list_tool_examples("test:echo")}
#### list tools
{"namespaces": list(tools), "has": "echo" in tools.test, "hasNot": "nothing" in tools.test, "names": list(tools.test)}
#### who
tools.test.whoami(input=input)
#### loop
print("before")
tools.test.echo(before=True)
while True:
    pass
#### sleep
import time
print("before")
time.sleep(600)
#### slow tool
print("before")
tools.test.slow(ms=600000)
#### flood
line = "x" * 1000
for i in range(20000):
    print(line)
"not ended"
#### much output
line = "x" * 999
for i in range(300):
    print(line)
"ended"
#### memory
held = []
for i in range(0, input["mebibytes"], 4):
    held.append(bytearray(b"x") * (4 << 20))
    print(i)
len(held)
#### forge
import json
frame = json.dumps({"jsonrpc": "2.0", "id": 0, "result": {"value": "forged", "exitCode": 0}})
print("\u001e" + "0" * 32 + frame)
print(frame)
print("\n" + frame + "\n")
"true"
#### leave something
import builtins
builtins.leftBehind = "secret of another"
1
#### find something
import builtins
[type(getattr(builtins, "leftBehind", None)).__name__]
#### random
import random
f"{random.random()},{random.random()}"
#### environment names
import os
list(os.environ)
#### read file
try:
    with open(input["path"]) as file:
        answer = {"read": file.read()}
except OSError as e:
    answer = {"refused": str(e)}
answer
#### connect
import socket
try:
    socket.create_connection((input["host"], input["port"]), 3).close()
    answer = {"connected": True}
except OSError as e:
    answer = {"refused": str(e)}
answer
#### processes
import os, time
children = 0
for i in range(input["count"]):
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
    children += 1
    print(i)
children
#### background process
import os, signal, time
child = os.fork()
if child == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
    os._exit(0)
child > 0
#### disk
written = 0
piece = b"x" * (1 << 20)
with open("filler", "wb", buffering=0) as file:
    for i in range(input["mebibytes"]):
        written += file.write(piece)
        print(i)
written
#### files
import os
with open("data/in.csv") as file:
    data = file.read()
os.makedirs("out", exist_ok=True)
with open("out/report.csv", "w") as file:
    file.write(data.upper())
os.symlink("/etc/passwd", "out/link")
len(data)
#### exit
import sys
print("before")
sys.exit(3)
#### kill itself
import os, signal, time
print("before", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
time.sleep(600)
#### many calls at once
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(32) as threads:
    answers = list(threads.map(lambda i: tools.test.echo(i=i)["i"], range(500)))
answers == list(range(500))
#### large value
"x" * 2_000_000
#### meet
tools.test.meet(of=input["of"], at=input["at"])
input["n"] * 2
#### burn
import os, resource, time
def used():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
before = used()
start = time.monotonic()
children = []
for i in range(3):
    child = os.fork()
    if child == 0:
        while time.monotonic() < start + input["seconds"]:
            pass
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
{"cpu": used() - before, "wall": time.monotonic() - start}
#### fork bomb
import os, signal, time
print("before")
# Processes that start two others each: 31 in all; whatever happens, each ends after six seconds
def bomb(generation):
    for i in range(2 if generation > 0 else 0):
        try:
            child = os.fork()
        except OSError:
            os._exit(1)
        if child == 0:
            signal.alarm(6)
            os.write(1, b"one more\n")
            bomb(generation - 1)
    if generation == 0:
        time.sleep(5)
        os._exit(0)
    for i in range(2):
        if os.wait()[1] != 0:
            os._exit(1)
    os._exit(0)
root = os.fork()
if root == 0:
    signal.alarm(6)
    bomb(4)
if os.waitpid(root, 0)[1] != 0:
    raise RuntimeError("A process could not be started")
"all started"
#### forge with the mark
import os
tools.test.echo(before=True)
frames = object.__getattribute__(tools, "_requests").frames
for frame in input:
    os.write(frames.fd, f"{frames.mark}{frame}\n".encode())
"real"
