#### file-of-the-host | - | ok {"reached":[]}
# Reads a file of the host that everybody there may read.
for before in "", "/proc/self/root", "/proc/1/root", "/proc/self/cwd/../..", "/../../..", "/workspace/../..", "/proc/thread-self/root":
    attempt(before, lambda: read(before + input["secretFile"]))
{"reached": reached}
#### root-of-every-process | - | ok {"reached":[]}
# Reaches files of the host through whatever process or mount shows them.
for pid in [name for name in os.listdir("/proc") if name.isdigit()] + input["hostPids"]:
    for place in "root", "cwd", "cwd/../../../../..", "map_files", "task/1/root":
        attempt(f"{pid}/{place}", lambda: read(f"/proc/{pid}/{place}{input['secretFile']}"))
{"reached": reached}
#### program-of-the-guest | - | ok {"reached":[]}
# Overwrites the program that runs it, which the host may start again.
programs = [os.path.realpath(sys.executable), "/bin/sh", "/usr/bin/env", "/lib64/ld-linux-x86-64.so.2", os.__file__, json.__file__]
programs += [f"/proc/{name}/exe" for name in os.listdir("/proc") if name.isdigit() or name == "self"]
def again(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        os.close(os.open(f"/proc/self/fd/{fd}", os.O_WRONLY))
    finally:
        os.close(fd)
for path in programs:
    for mode in os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND:
        attempt(path, lambda: os.close(os.open(path, mode)))
    attempt(path + " again", lambda: again(path))
{"reached": reached}
#### inherited-descriptors | - | ok {"reached":[]}
# Reaches files of the host through what was open when it was started.
import stat
for fd in range(1024):
    try:
        found = os.fstat(fd)
    except OSError:
        continue
    if stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode) or stat.S_ISBLK(found.st_mode):
        reached.append(os.readlink(f"/proc/self/fd/{fd}"))
    for path in "../../../../../.." + input["secretFile"], input["secretFile"][1:]:
        attempt(f"{path} from {fd}", lambda: os.close(os.open(path, os.O_RDONLY, dir_fd=fd)))
{"reached": reached}
#### links | - | ok {"reached":[]}
# Reaches a file of the host through links that it makes.
os.symlink(input["secretFile"], "link")
os.symlink("/proc/1/root", "root")
os.symlink("../../../../../..", "up")
for path in "link", "root" + input["secretFile"], "up" + input["secretFile"]:
    attempt(path, lambda: read(path))
for number, path in enumerate((input["secretFile"], os.path.realpath(sys.executable), "/proc/self/exe", "/etc/hostname", "/proc/1/exe")):
    attempt("a name for " + path, lambda: os.link(path, f"name{number}", follow_symlinks=True))
{"reached": reached}
#### writes-outside | - | ok {"reached":[]}
# Changes what others use.
def write(path):
    with open(path, "w") as file:
        file.write("1")
for path in ("/abuse", "/usr/abuse", "/usr/bin/abuse", "/etc/abuse", "/etc/hosts", "/etc/passwd", "/etc/ld.so.preload", "/bin/abuse",
             "/root/abuse", "/dev/abuse", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches",
             "/proc/sysrq-trigger", "/proc/self/uid_map", "/sys/kernel/uevent_helper", "/sys/power/state",
             "/var/abuse", "/run/abuse", "/mnt/abuse"):
    attempt(path, lambda: write(path))
for path in "/", "/usr", "/usr/bin", os.path.realpath(sys.executable), "/etc":
    attempt("rename " + path, lambda: os.rename(path, "/tmp/taken"))
    attempt("mode of " + path, lambda: os.chmod(path, 0o777))
    attempt("owner of " + path, lambda: os.chown(path, os.getuid(), os.getgid()))
{"reached": reached}
#### devices | - | ok {"reached":[]}
# Reaches memory and disks of the host past all file systems.
import stat
for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/loop0", "/dev/loop-control",
             "/dev/kvm", "/dev/vsock", "/dev/vhost-vsock", "/dev/mapper/control", "/dev/dri/card0", "/dev/snd/seq", "/dev/uinput"):
    attempt(path, lambda: os.close(os.open(path, os.O_RDONLY)))
for name, kind, major, minor in ("memory", stat.S_IFCHR, 1, 1), ("disk", stat.S_IFBLK, 8, 0), ("virtual disk", stat.S_IFBLK, 254, 0):
    attempt("node of " + name, lambda: os.mknod(name, kind | 0o666, os.makedev(major, minor)))
{"reached": reached}
#### control-groups | - | ok {"reached":[]}
# Takes away its own limits.
folders = {"/sys/fs/cgroup"}
for line in open("/proc/self/mountinfo"):
    if " - cgroup " in line or " - cgroup2 " in line:
        folders.add(line.split(" ")[4])
def write(path):
    with open(path, "w") as file:
        file.write("0" if path.endswith("procs") else "max")
for folder in folders:
    for name in ("memory.max", "pids.max", "cpu.max", "cgroup.procs", "cgroup.kill", "cgroup.subtree_control", "release_agent",
                 "notify_on_release", "memory/memory.limit_in_bytes", "pids/pids.max", "memory/cgroup.procs", "memory/release_agent",
                 "devices/devices.allow"):
        attempt(f"{folder}/{name}", lambda: write(f"{folder}/{name}"))
    attempt(folder + "/abuse", lambda: os.mkdir(folder + "/abuse"))
{"reached": reached}
#### link-races | timeout=10s | ok {"reached":[]}
# Has a path that was checked lead elsewhere by the time it is used.
flipping = os.fork()
if flipping == 0:
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        for target in "/workspace/inside", input["secretFile"], "/proc/1/root" + input["secretFile"], "/proc/self/exe":
            try:
                os.symlink(target, "/workspace/new")
                os.rename("/workspace/new", "/workspace/path")
            except OSError:
                pass
    os._exit(0)
with open("inside", "w") as file:
    file.write("inside")
end = time.monotonic() + 1
while time.monotonic() < end:
    try:
        with open("path", "rb") as file:
            text = file.read(1 << 16)
        if b"of the host" in text:
            reached.append(repr(text))
            break
        with open("path", "w") as file:
            file.write("inside")
    except OSError:
        pass
os.kill(flipping, 9)
{"reached": reached}
