#### forks | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
# Fills the table of processes of the host.
for i in range(40):
    if os.fork() == 0:
        time.sleep(20)
        os._exit(0)
"all started"
#### fork-bomb | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
# Fills the table of processes of the host with processes that start others.
# 31 in all; whatever happens, each ends after six seconds
import signal
def bomb(generation):
    for i in range(2 if generation > 0 else 0):
        try:
            child = os.fork()
        except OSError:
            os._exit(1)
        if child == 0:
            signal.alarm(6)
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
#### threads | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
# Fills the table of processes of the host with threads.
for i in range(100):
    threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
"all started"
#### dead-children | pids=24 | process_limit | gvisor=ok|process_limit|code_error|crashed
# Fills the table of processes of the host with dead ones that nobody waits for.
for i in range(60):
    if os.fork() == 0:
        os._exit(0)
"all started"
#### out-of-its-session | pids=24 | process_limit | gvisor=process_limit|code_error|crashed
# Has more processes than it may, by leaving the session and the group in which they are counted.
ends, other = os.pipe()
for i in range(40):
    child = os.fork()
    if child == 0:
        os.setsid()
        try:
            if os.fork() == 0:
                time.sleep(20)
            os._exit(0)
        except OSError:
            os._exit(1)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("A process could not be started")
"all started"
#### on-the-run | - | ok "gone"
# Is always another process than the one that was just found, and so is never ended.
if os.fork() == 0:
    os.setsid()
    for generation in range(150):
        time.sleep(0.01)
        if os.fork() > 0:
            os._exit(0)
    os._exit(0)
"gone"
#### sees-no-other | - | ok {"reached":[]}
# Finds processes that are not its own.
own = {os.getpid(), os.getppid(), 1}
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) not in own:
        attempt(name, lambda: read(f"/proc/{name}/cmdline"))
for pid in input["hostPids"]:
    attempt(pid, lambda: os.kill(pid, 0))
{"reached": reached}
#### kills-everybody | - | ok|crashed
# Ends processes of the host.
import signal
# Where there are many, they are not the sandbox's own: then it has been shown, and nobody needs to die
if len([name for name in os.listdir("/proc") if name.isdigit()]) < 10:
    for pid in -1, 1:
        attempt(pid, lambda: os.kill(pid, signal.SIGKILL))
else:
    raise SystemError("Processes of the host are here")
"done"
