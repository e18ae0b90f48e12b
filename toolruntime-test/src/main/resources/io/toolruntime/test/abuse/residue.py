#### files | - | ok "left"
# Leaves files for the next execution, or finds those of the one before.
for folder in "/workspace", "/tmp", "/dev/shm":
    for name in "left", ".hidden", "main.py", "json.py", "random.py":
        with open(f"{folder}/{name}", "w") as file:
            file.write("raise SystemError('left behind')")
"left"
#### globals | - | ok "left"
# Changes what the code of the next execution finds in its engine.
import builtins, random
builtins.leftBehind = json.leftBehind = "left behind"
random.seed(1)
random.random = lambda: 0.5
os.urandom = lambda count: b"x" * count
"left"
#### listeners | - | ok "left"
# Waits for the next execution to come by.
if os.fork() == 0:
    os.setsid()
    abstract, local = socket.socket(socket.AF_UNIX), socket.socket()
    abstract.bind("\0toolruntime-residue")
    local.bind(("127.0.0.1", 47113))
    for listener in abstract, local:
        listener.listen()
    time.sleep(60)
    os._exit(0)
time.sleep(0.1)
"left"
#### settings-of-the-engine | - | ok "left"
# Has its code loaded into the engine of the next execution.
import site
for folder in "/workspace/.local/lib/python3.%d/site-packages" % sys.version_info[1], "/workspace", "/tmp":
    os.makedirs(folder, exist_ok=True)
    for name in "usercustomize.py", "sitecustomize.py", "left.pth":
        with open(f"{folder}/{name}", "w") as file:
            file.write("import builtins; builtins.leftBehind = 1\n")
os.environ["PYTHONSTARTUP"] = "/tmp/usercustomize.py"
"left"
#### state-of-the-process | - | ok "left"
# Changes what processes inherit.
import signal
os.umask(0o777)
os.chdir("/tmp")
os.environ["LEFT_BEHIND"] = "1"
signal.signal(signal.SIGTERM, signal.SIG_IGN)
"left"
#### memory-with-a-name | - | ok|code_error|memory_limit
# Leaves memory, queues and locks that no process and no file system holds.
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmget(47113, 4096, 0o1666)
libc.msgget(47113, 0o1666)
libc.semget(47113, 1, 0o1666)
libc.syscall(248, b"user", b"toolruntime-residue", b"left", 4, -4)
from multiprocessing import shared_memory
memory = shared_memory.SharedMemory("toolruntime-residue", create=True, size=4096)
memory.buf[:4] = b"left"
"left"
