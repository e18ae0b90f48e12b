#### ignores-signals | timeout=700ms | timeout
# Lives on because it does not want to end.
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
time.sleep(600)
#### daemon | - | ok "gone"
# Lives on as a process that nobody knows.
import signal
if os.fork() == 0:
    os.setsid()
    for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP:
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.closerange(0, 64)
        os.chdir("/")
        time.sleep(60)
    os._exit(0)
time.sleep(0.05)
"gone"
#### outlives-the-answer | - | ok "gone"
# Goes on to talk with the host when it has answered.
if os.fork() == 0:
    os.setsid()
    while True:
        try:
            os.write(1, b"still here\n")
        except OSError:
            pass
        time.sleep(0.005)
"gone"
#### closes-its-streams | timeout=700ms | crashed|timeout
# Leaves the host waiting for something that cannot come.
os.closerange(0, 1024)
while True:
    pass
#### becomes-another-program | timeout=700ms | timeout
# Has the guest gone without having ended.
os.execv(sys.executable, [sys.executable, "-I", "-c", "while True: pass"])
#### becomes-a-flood | output=64KB timeout=20s | output_limit
# Has the guest gone, and something in its place that does not stop to talk.
os.execv(sys.executable, [sys.executable, "-I", "-c", "for i in range(2000): print('x' * 1000, flush=True)\nwhile True: pass"])
#### stops-itself | timeout=700ms | timeout
# Cannot be ended in order, as it is stopped.
import signal
os.kill(os.getpid(), signal.SIGSTOP)
while True:
    pass
#### stops-its-children | - | ok "gone"
# Leaves processes that do nothing, not even end.
import signal
for i in range(3):
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    os.kill(child, signal.SIGSTOP)
"gone"
#### loops-at-its-end | timeout=700ms | timeout
# Lives on where programs tidy up.
import atexit
def loop():
    while True:
        pass
atexit.register(loop)
"gone"
#### waits-for-a-thread | timeout=700ms | timeout
# Lives on where the interpreter waits for its threads.
threading.Thread(target=time.sleep, args=(600,)).start()
"gone"
#### exits-without-an-answer | - | crashed
# Ends in a way that the host may take for success.
os._exit(0)
#### dies | - | crashed
# Ends so that the host may think it was its own doing.
import ctypes
ctypes.string_at(0)
#### forks-and-ends-twice | - | ok "one"
# Comes to its end twice, in two processes.
os.fork()
"one"
