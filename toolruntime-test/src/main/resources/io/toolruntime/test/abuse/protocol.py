#### answers-twice | - | ok|crashed
# Has two results of one execution.
send_frames(answer("first"), answer("second"))
"third"
#### claims-what-the-host-knows | - | ok|crashed
# Is believed what limits held, how it ended and which tools it called.
send_frames({"jsonrpc": "2.0", "id": 0, "result": {"value": "forged", "exitCode": 0, "outcome": "timeout", "durationMs": 0,
    "toolCalls": [{"sequence": 1, "toolId": "test:refund", "outcome": "ok", "arguments": {}}],
    "limitsEnforced": {"memory": {"requested": "1TB", "status": "enforced"}}, "artifacts": [{"path": "../../etc/passwd"}]}})
"real"
#### unknown-method | - | crashed
# Calls a method of the host that code must not call.
send_frames(request(1_000_000, "shutdown", {}))
time.sleep(600)
#### no-json | - | crashed
# Ends the thread of the host that reads.
send_frames('{"jsonrpc":"2.0",')
time.sleep(600)
#### frame-without-end | memory=200MB | crashed
# Fills the memory of the host with a frame.
send_raw(find_frames().mark + '{"jsonrpc":"2.0","id":0,"result":{"value":"')
for i in range(40):
    send_raw(b"x" * (1 << 20))
time.sleep(600)
#### key-twice | - | crashed
# Is read in two ways by two readers.
send_frames('{"jsonrpc":"2.0","id":0,"result":{"value":1,"exitCode":0},"result":{"value":2,"exitCode":0}}')
time.sleep(600)
#### deep-frame | - | crashed
# Overflows the stack of the host.
send_frames('{"jsonrpc":"2.0","id":0,"result":{"value":%s,"exitCode":0}}' % ("[" * 100_000 + "]" * 100_000))
time.sleep(600)
#### number-without-end | - | crashed
# Keeps the host busy with one number.
send_frames('{"jsonrpc":"2.0","id":0,"result":{"value":%s,"exitCode":0}}' % ("9" * 1_000_000))
time.sleep(600)
#### id-twice | - | crashed
# Has one call answered in place of another.
call = request(1_000_000, "runTool", {"id": "test:slow", "args": {"ms": 100}})
send_frames(call, call)
time.sleep(600)
#### answer-to-nothing | - | crashed
# Answers a request that the host made of somebody else.
send_frames({"jsonrpc": "2.0", "id": 7, "result": {"value": 1, "exitCode": 0}})
time.sleep(600)
#### ready-again | - | crashed
# Has the host believe that this is another guest, which waits for another execution.
send_frames(notification("ready", {"protocol": 1, "runtime": "forged"}))
time.sleep(600)
#### requests-without-end | - | crashed|tool_call_limit
# Fills the memory of the host with requests that wait.
send_frames(*[request(1_000_000 + i, "runTool", {"id": "test:slow", "args": {"ms": 20000}}) for i in range(400)])
time.sleep(600)
#### notices-without-end | - | crashed
# Fills the memory of the host with what it remembers of files.
send_frames(*[notification("skipped", {"path": str(i), "reason": "none"}) for i in range(5000)])
time.sleep(600)
#### half-a-frame | timeout=700ms | timeout
# Has the host wait for the rest for ever.
send_raw(find_frames().mark + '{"jsonrpc":"2.0","id":0,')
time.sleep(600)
#### reads-nothing | timeout=1500ms | timeout
# Fills the memory of the host with answers that nobody reads.
import signal
send_frames(*[request(1_000_000 + i, "runTool", {"id": "test:big", "args": {"size": 4 << 20}}) for i in range(60)])
os.kill(os.getpid(), signal.SIGSTOP)
sys.setswitchinterval(1000)
while True:
    pass
#### frames-of-a-fork | - | ok|crashed
# Has a process that is not the guest answer in its place, and again when the guest has answered.
if os.fork() == 0:
    os.setsid()
    for i in range(200):
        try:
            send_frames(answer("of the fork"), request(1_000_000 + i, "runTool", {"id": "test:echo", "args": {}}))
        except OSError:
            break
        time.sleep(0.01)
    os._exit(0)
"of the guest"
