#### loop | timeout=700ms | timeout
# Runs for ever.
while True:
    pass
#### every-processor | timeout=1s | timeout
# Takes every processor of the host with processes, for ever.
for i in range(6):
    if os.fork() == 0:
        while True:
            pass
time.sleep(600)
#### regular-expression | timeout=700ms | timeout
# Hangs in the engine's own code, where no program can be interrupted.
import re
re.match("^(a+)+$", "a" * 60 + "b")
#### one-huge-number | timeout=700ms | timeout
# Hangs in one calculation, in which the engine does nothing else.
number = 3 ** 2_000_000
while True:
    number = number * number % (number + 7)
#### catches-everything | timeout=700ms | timeout
# Runs on after whatever is thrown to end it.
import signal
for number in range(1, 32):
    if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
#### threads-that-spin | timeout=700ms | timeout
# Keeps the lock of the interpreter from the thread that listens to the host.
def spin():
    while True:
        pass
sys.setswitchinterval(1000)
for i in range(20):
    threading.Thread(target=spin, daemon=True).start()
spin()
#### raises-its-priority | timeout=10s | ok {"reached":[]} | gvisor=ok {"reached":["priority","nice"]}
# Runs before all other processes of the host.
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
attempt("nice", lambda: os.nice(-20))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
{"reached": reached}
