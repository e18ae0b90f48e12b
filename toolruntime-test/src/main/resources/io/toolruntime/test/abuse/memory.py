#### touches-it-all | memory=96MB | memory_limit
# Takes the memory of the host.
held = []
for i in range(0, input["memory"] + 300, 4):
    held.append(bytearray(b"x") * (4 << 20))
len(held)
#### small-objects | memory=96MB | memory_limit
# Takes the memory of the host in pieces that the engine manages.
held = []
for i in range((input["memory"] + 300) * 1000):
    held.append([i] * 120)
len(held)
#### in-many-processes | memory=96MB timeout=20s | memory_limit
# Takes the memory of the host in processes of which each takes little.
children = []
for i in range(6):
    child = os.fork()
    if child == 0:
        held = []
        for j in range((input["memory"] + 100) // 6):
            held.append(b"%d" % j * (1 << 19))
        time.sleep(10)
        os._exit(0)
    children.append(child)
for child in children:
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError("killed")
"all survived"
#### in-files-of-memory | memory=96MB | memory_limit|disk_limit|code_error
# Takes the memory of the host in files that are kept in it.
for place in "/dev/shm/filler", "/tmp/filler":
    file = open(place, "wb", buffering=0)
    for i in range(input["disk"] + 32):
        if file.write(bytes(1 << 20)) < 1 << 20:
            raise OSError("full")
"written"
#### overflows-the-stack | timeout=20s | crashed|code_error|memory_limit
# Writes past the end of its stack, into something else.
sys.setrecursionlimit(1 << 30)
nested = []
for i in range(400000):
    nested = [nested]
len(repr(nested))
#### maps-memory | memory=96MB | memory_limit
# Takes the memory of the host from the kernel, past the interpreter.
import mmap
held = []
for i in range(0, input["memory"] + 300, 8):
    piece = mmap.mmap(-1, 8 << 20)
    for page in range(0, 8 << 20, 4096):
        piece[page] = 1
    held.append(piece)
len(held)
#### catches-memory-errors | memory=96MB timeout=20s | memory_limit
# Runs on at its limit, so that the host has to swap or to kill something else.
held = []
for i in range(0, input["memory"] + 300, 4):
    try:
        held.append(bytearray(b"x") * (4 << 20))
    except BaseException:
        pass
len(held)
#### kept-from-the-killer | memory=96MB | memory_limit
# Makes the kernel end other processes of the host than itself.
for path in "/proc/self/oom_score_adj", "/proc/self/oom_adj":
    try:
        with open(path, "w") as file:
            file.write("-17")
    except OSError:
        pass
held = []
for i in range(0, input["memory"] + 300, 4):
    held.append(bytearray(b"x") * (4 << 20))
len(held)
#### asks-for-more-than-there-is | memory=96MB | ok {"reached":[]}
# Gets memory that nobody has.
try:
    reached.append(len(bytes(1 << 60)))
except MemoryError:
    pass
{"reached": reached}
