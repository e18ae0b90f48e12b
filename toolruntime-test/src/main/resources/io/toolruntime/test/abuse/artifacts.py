#### links | - | ok "left" | artifacts=kept.txt
# Has files of the host given out that links lead to.
with open("kept.txt", "w") as file:
    file.write("kept")
for i, target in enumerate((input["secretFile"], "/etc/passwd", "/", "/proc/self/environ", "/proc/1/root", "link0", "link6", "nothing")):
    os.symlink(target, f"link{i}")
with open("twice", "w") as file:
    file.write("two names")
os.link("twice", "twice again")
"left"
#### no-plain-files | - | ok "left" | artifacts=kept.txt
# Has the host wait for what never comes to an end.
with open("kept.txt", "w") as file:
    file.write("kept")
os.mkfifo("fifo")
os.mkfifo("kept.fifo.txt")
listener = socket.socket(socket.AF_UNIX)
listener.bind("socket")
for name, path in ("null", "/dev/null"), ("zero", "/dev/zero"):
    os.symlink(path, name)
try:
    os.mknod("device", 0o20666, os.makedev(1, 5))
except OSError:
    pass
"left"
#### sparse-files | disk=32MB | ok "left"
# Has the host read more than there is.
with open("kept.txt", "w") as file:
    file.write("kept")
for size in 8 << 20, 31 << 20, 1 << 32, 1 << 40, 1 << 52:
    with open(f"hole{size}", "w") as file:
        try:
            file.truncate(size)
        except OSError:
            os.unlink(file.name)
"left"
#### names | - | ok "left"
# Has the host write where a name leads, or show what a name says.
for name in ("two\nlines", "a" * 255, "-rf", "back\\slash", "..\\..\\up", "\x1b[2J", "\u202etxt.exe", "...", " ", "~", "$(id)", "%2e%2e", "a:b",
             "CON", "<script>", '"quoted"', "null", "\U0001f600", b"a\xff\xfe", b"\xc0\xae\xc0\xae"):
    with open(name, "w") as file:
        file.write("x")
"left"
#### ten-thousand-files | - | ok "left"
# Fills the memory of the host with files.
for i in range(10050):
    os.close(os.open(f"file{i}", os.O_CREAT))
"left"
#### deep-folders | - | ok "left" | artifacts=kept.txt
# Overflows the stack of whoever walks the folders.
with open("kept.txt", "w") as file:
    file.write("kept")
for i in range(300):
    os.mkdir("deeper")
    os.chdir("deeper")
with open("bottom.txt", "w") as file:
    file.write("x")
os.chdir("/workspace")
"left"
#### too-large | disk=64MB | ok "left" | artifacts=kept.txt
# Fills the memory of the host with a file.
with open("kept.txt", "w") as file:
    file.write("kept")
with open("large", "wb", buffering=0) as file:
    for i in range(40):
        file.write(b"x" * (1 << 20))
"left"
#### no-rights | - | ok "left" | artifacts=kept.txt
# Has the host fail over what it may not read.
with open("kept.txt", "w") as file:
    file.write("kept")
os.close(os.open("unreadable", os.O_CREAT, 0))
os.mkdir("closed")
os.close(os.open("closed/inside", os.O_CREAT))
os.chmod("closed", 0)
"left"
#### another-folder | - | ok "left" | artifacts=kept.txt
# Has files of the system, or of another place, given out as those of the workspace.
with open("kept.txt", "w") as file:
    file.write("kept")
with open("/tmp/not-in-the-workspace.txt", "w") as file:
    file.write("x")
os.chdir("/tmp")
"left"
#### changes-meanwhile | - | ok|crashed
# Has a file that was looked at be another one by the time it is read.
if os.fork() == 0:
    os.setsid()
    import shutil
    end = time.monotonic() + 3
    def quietly(action, *arguments):
        try:
            action(*arguments)
        except OSError:
            pass
    def write(name, text, mode):
        with open(name, mode) as file:
            file.write(text)
    while time.monotonic() < end:
        for i in range(20):
            name = f"/workspace/file{i}"
            quietly(os.rmdir, name)
            quietly(write, name, "x" * 5000 * i, "w")
            quietly(os.truncate, name, 10)
            quietly(write, name, "y" * 100000, "a")
            quietly(os.unlink, name)
            quietly(os.symlink, input["secretFile"], name)
            quietly(os.unlink, name)
            quietly(os.mkdir, name)
    os._exit(0)
time.sleep(0.2)
"left"
#### takes-the-workspace-away | - | ok "left"
# Has the host look for the workspace elsewhere.
for action in (lambda: os.rename("/workspace", "/tmp/workspace"), lambda: os.rmdir("/workspace"), lambda: os.chmod("/workspace", 0),
               lambda: os.symlink("/etc", "/workspace")):
    try:
        action()
    except OSError:
        pass
"left"
#### forged-path | - | crashed
# Has the host write, or somebody think it wrote, above the workspace.
send_frames(notification("artifact", {"path": "../../etc/cron.d/abuse", "data": "eA==", "last": True}))
time.sleep(600)
#### forged-absolute-path | - | crashed
# Has the host write, or somebody think it wrote, wherever the code wants.
send_frames(notification("artifact", {"path": "/etc/cron.d/abuse", "data": "eA==", "last": True}))
time.sleep(600)
#### forged-files-without-end | - | crashed
# Fills the memory of the host with more files than it may give.
send_frames(*[notification("artifact", {"path": f"file{i}", "data": "eA==", "last": True}) for i in range(200)])
time.sleep(600)
#### forged-file-without-end | disk=16MB memory=200MB | crashed
# Fills the memory of the host with one file that never ends.
for i in range(48):
    send_frames(notification("artifact", {"path": "file", "data": "eHh4" * (1 << 18), "last": False}))
time.sleep(600)
