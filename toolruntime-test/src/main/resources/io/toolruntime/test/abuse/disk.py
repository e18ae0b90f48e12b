#### one-large-file | disk=16MB | disk_limit
# Fills a disk of the host.
with open("filler", "wb", buffering=0) as file:
    for i in range(input["disk"] + 64):
        if file.write(bytes(1 << 20)) < 1 << 20:
            raise OSError("full")
"written"
#### every-place | disk=16MB | disk_limit|memory_limit
# Fills more than it may in places that are counted apart.
places = [open(f"{folder}/filler", "wb", buffering=0) for folder in ("/workspace", "/tmp", "/dev/shm")]
for i in range(input["disk"] + 32):
    if places[i % 3].write(bytes(1 << 20)) < 1 << 20:
        raise OSError("full")
"written"
#### many-files | disk=16MB | disk_limit | gvisor=ok|disk_limit|memory_limit|code_error "made"
# Takes all that a file system has for names of files.
for i in range(8192):
    os.close(os.open(f"{i}", os.O_CREAT))
"made"
#### deleted-but-open | disk=16MB | disk_limit|code_error
# Fills a disk with files that nobody finds.
import builtins
builtins.held = []
for i in range((input["disk"] + 64) // 8):
    file = open("filler", "wb", buffering=0)
    builtins.held.append(file)
    os.unlink("filler")
    for j in range(8):
        if file.write(bytes(1 << 20)) < 1 << 20:
            raise OSError("full")
"written"
#### folders-in-folders | disk=16MB | ok "made"
# Makes a tree that whoever removes it cannot walk.
for i in range(600):
    os.mkdir("a" * 200)
    os.chdir("a" * 200)
"made"
#### reserves-room | disk=16MB | ok {"reached":[]}
# Takes room without writing anything.
with open("filler", "wb") as file:
    attempt("reserved", lambda: os.posix_fallocate(file.fileno(), 0, (input["disk"] + 64) << 20))
os.unlink("filler")
{"reached": reached}
#### writes-after-the-answer | disk=32MB | ok "gone"
# Goes on to fill a disk when nobody looks any more.
if os.fork() == 0:
    os.setsid()
    with open("/tmp/filler", "wb", buffering=0) as file:
        for i in range(24):
            file.write(bytes(1 << 20))
            time.sleep(0.02)
    time.sleep(20)
    os._exit(0)
"gone"
#### many-names-of-one-file | disk=16MB | ok|disk_limit
# Takes all that a file system has for names of files, with no more than one file.
os.close(os.open("first", os.O_CREAT))
for i in range(8192):
    os.link("first", "b" * 200 + str(i))
"made"
