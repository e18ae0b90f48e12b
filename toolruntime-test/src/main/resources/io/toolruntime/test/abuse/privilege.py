#### becomes-root | - | ok {"reached":[]}
# Is root, inside at least.
for call, arguments in ((os.setuid, (0,)), (os.setgid, (0,)), (os.seteuid, (0,)), (os.setegid, (0,)), (os.setresuid, (0, 0, 0)),
                        (os.setresgid, (0, 0, 0)), (os.setgroups, ([0],)), (os.setreuid, (-1, 0))):
    attempt(call.__name__, lambda: call(*arguments))
if 0 in (*os.getresuid(), *os.getresgid(), *os.getgroups()):
    reached.append("root")
{"reached": reached}
#### capabilities | - | ok {"reached":[]}
# Has rights that root has.
status = dict(line.rstrip("\n").split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
for name in "CapInh", "CapPrm", "CapEff", "CapAmb", "CapBnd":
    if int(status.get(name, "0"), 16) != 0:
        reached.append(name + " " + status[name])
if status.get("NoNewPrivs") == "0":
    reached.append("new privileges")
{"reached": reached}
#### set-user-id | - | ok {"reached":[]}
# Is somebody else by starting a program of its own that says so.
import shutil
shutil.copyfile(os.path.realpath(sys.executable), "/tmp/program")
for mode in 0o755, 0o6755:
    try:
        os.chmod("/tmp/program", mode)
    except OSError:
        pass
attempt("owner", lambda: os.chown("/tmp/program", 0, 0))
attempt("capability", lambda: os.setxattr("/tmp/program", "security.capability", bytes.fromhex("0100000200000000ffffffffffffffff00000000")))
try:
    ran = subprocess.run(["/tmp/program", "-I", "-S", "-c", "import os; print(os.geteuid())"], capture_output=True, text=True)
    if ran.stdout and ran.stdout.strip() != str(os.getuid()):
        reached.append(ran.stdout)
except OSError:
    pass
os.unlink("/tmp/program")
{"reached": reached}
#### other-processes | - | ok {"reached":[]} | docker=ok {"reached":["1/mem","1/oom_score_adj","1/uid_map","1/attr/current"]} | gvisor=ok {"reached":["1/oom_score_adj","1/setgroups","1/uid_map"]}
# Rules the process that started it.
others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
for pid in others + input["hostPids"]:
    for file in "mem", "root/etc/passwd", "oom_score_adj", "setgroups", "uid_map", "attr/current":
        attempt(f"{pid}/{file}", lambda: os.close(os.open(f"/proc/{pid}/{file}", os.O_RDWR)))
{"reached": reached}
#### oom-score | - | ok {"reached":[]} | gvisor=ok {"reached":["oom_score_adj"]}
# Is the last that the kernel ends when memory is short.
def write(path, score):
    with open(path, "w") as file:
        file.write(score)
attempt("oom_score_adj", lambda: write("/proc/self/oom_score_adj", "-1000"))
attempt("oom_adj", lambda: write("/proc/self/oom_adj", "-17"))
{"reached": reached}
#### namespaces | - | ok {"reached":[]}
# Is root in a world of its own, where more of the kernel is within reach.
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, flag in (("user", 0x10000000), ("mount", 0x20000), ("network", 0x40000000), ("process", 0x20000000), ("time", 0x80),
                   ("all", 0x7e020000)):
    child = os.fork()
    if child == 0:
        os._exit(0 if libc.unshare(flag) == 0 else 1)
    if os.waitpid(child, 0)[1] == 0:
        reached.append(name)
for pid in [1] + input["hostPids"]:
    for kind in "mnt", "net", "pid", "user":
        try:
            fd = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
        except OSError:
            continue
        if libc.setns(fd, 0) == 0:
            reached.append(f"{kind} of {pid}")
        os.close(fd)
{"reached": reached}
#### mounts | - | ok {"reached":[]}
# Changes what is mounted where.
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
os.mkdir("/tmp/place")
for kind in b"tmpfs", b"proc", b"sysfs", b"cgroup2", b"overlay", b"debugfs", b"devtmpfs":
    attempt(kind.decode(), lambda: libc.mount(kind, b"/tmp/place", kind, 0, b"") == 0)
for path in b"/proc", b"/usr", b"/workspace", b"/", b"/dev/null":
    attempt("writable " + path.decode(), lambda: libc.mount(None, path, None, 32 | 4096, None) == 0)
    attempt("no " + path.decode(), lambda: libc.umount2(path, 2) == 0)
    attempt("bound " + path.decode(), lambda: libc.mount(path, b"/tmp/place", None, 4096, None) == 0)
attempt("chroot", lambda: os.chroot("/tmp/place"))
os.rmdir("/tmp/place")
{"reached": reached}
#### kernel-interfaces | - | ok {"reached":[]} | docker=ok {"reached":["io_uring_setup","ptrace"]} | gvisor=ok {"reached":["syslog","ptrace"]}
# Reaches parts of the kernel that holes are often found in, and that no code needs.
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
arm = os.uname().machine == "aarch64"
buffer = ctypes.create_string_buffer(4096)
PARENT = 1 if os.getpid() != 1 else input["hostPids"][0]
calls = {
    "bpf": (321, 280, 0, buffer, 72), "perf_event_open": (298, 241, buffer, 0, -1, -1, 0), "io_uring_setup": (425, 425, 8, buffer),
    "userfaultfd": (323, 282, 0), "add_key": (248, 217, b"user", b"abuse", b"x", 1, -3),
    "init_module": (175, 105, buffer, 4096, b""), "finit_module": (313, 273, 0, b"", 0), "kexec_load": (246, 104, 0, 0, 0, 0),
    "ptrace": (101, 117, 16, PARENT, 0, 0), "process_vm_readv": (310, 270, PARENT, buffer, 1, buffer, 1, 0),
    "open_by_handle_at": (304, 265, -100, buffer, 0), "syslog": (103, 116, 3, buffer, 100), "acct": (163, 89, 0),
    "swapon": (167, 224, b"/dev/sda", 0), "reboot": (169, 142, 0, 0, 0, 0), "quotactl": (179, 60, 0, b"/dev/sda", 0, buffer),
    "fsopen": (430, 430, b"tmpfs", 0), "open_tree": (428, 428, -100, b"/", 1), "pidfd_getfd": (438, 438, 0, 0, 0),
    "fanotify_init": (300, 262, 0, 0),
}
for name, (number, arm_number, *arguments) in calls.items():
    attempt(name, lambda: libc.syscall(arm_number if arm else number, *arguments) >= 0)
{"reached": reached}
#### raises-its-limits | - | ok {"reached":[]}
# Takes away the bounds that it was given.
import resource
for name in dir(resource):
    if name.startswith("RLIMIT_"):
        soft, hard = resource.getrlimit(getattr(resource, name))
        if hard != resource.RLIM_INFINITY:
            try:
                resource.setrlimit(getattr(resource, name), (hard, hard + 1))
                reached.append(name)
            except (OSError, ValueError):
                pass
{"reached": reached}
#### name-and-clock | - | ok {"reached":[]}
# Changes what belongs to the whole machine.
attempt("name", lambda: socket.sethostname("abuse"))
attempt("clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time() + 1))
{"reached": reached}
#### changes-personality | - | ok {"reached":[]}
# Makes its memory laid out so that holes are easy to use.
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, persona in ("no randomization", 0x0040000), ("read implies exec", 0x0400000):
    before = libc.personality(0xffffffff)
    if libc.personality(persona) >= 0 and libc.personality(0xffffffff) == persona != before:
        reached.append(name)
{"reached": reached}
