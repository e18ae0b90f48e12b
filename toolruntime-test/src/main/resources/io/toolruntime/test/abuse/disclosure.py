#### environment-of-the-host | - | ok
# Reads variables of the application or of other processes, which often are secrets.
told = [repr(dict(os.environ))]
for pid in [name for name in os.listdir("/proc") if name.isdigit() or name == "self"] + input["hostPids"]:
    try:
        with open(f"/proc/{pid}/environ", encoding="latin-1") as file:
            told.append(file.read())
    except OSError:
        pass
told
#### commands-of-the-host | - | ok {"reached":[]}
# Reads how processes of the host were started.
def command(pid):
    with open(f"/proc/{pid}/cmdline", encoding="latin-1") as file:
        text = file.read()
    return any(word in text for word in ("bin/java", "surefire", "toolruntime-abuse"))
for pid in [name for name in os.listdir("/proc") if name.isdigit()] + input["hostPids"]:
    attempt(pid, lambda: command(pid))
{"reached": reached}
#### paths-of-the-host | - | ok {"reached":[]}
# Learns where things are on the host.
import traceback
told = [repr(sys.argv), repr(getattr(sys, "orig_argv", "")), repr(sys.path), repr(dict(os.environ)), "".join(traceback.format_stack())]
for path in "self/mountinfo", "self/maps", "self/cmdline", "self/cgroup", "1/cmdline", "1/mountinfo":
    try:
        with open("/proc/" + path, encoding="latin-1") as file:
            told.append(file.read())
    except OSError:
        pass
for folder in input["hostFolders"]:
    if any(folder in text for text in told):
        reached.append(folder)
{"reached": reached}
#### secrets-of-the-kernel | - | ok {"reached":[]}
# Reads what belongs to the machine and helps to attack it.
import re
def tells(path):
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        text = os.read(fd, 4096).decode("latin-1")
    finally:
        os.close(fd)
    # Without the right to them, all addresses are zero
    return bool(re.search(r"[^\s0]", text)) and not re.search("(?m)^0+[- ]", text)
for path in ("/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/proc/slabinfo", "/proc/vmallocinfo",
             "/proc/iomem", "/dev/kmsg", "/sys/kernel/debug/tracing/trace", "/sys/firmware/acpi/tables/DSDT", "/boot/config", "/proc/kallsyms"):
    attempt(path, lambda: tells(path))
{"reached": reached}
#### memory-of-the-host | - | ok {"reached":[]}
# Reads the memory of the application.
for pid in input["hostPids"]:
    for file in "mem", "maps", "pagemap", "smaps", "auxv", "stack", "syscall", "io", "status":
        attempt(f"{pid}/{file}", lambda: os.close(os.open(f"/proc/{pid}/{file}", os.O_RDONLY)))
{"reached": reached}
#### keys-in-files | - | ok {"reached":[]}
# Reads keys and tokens where they usually lie.
for path in ("/etc/shadow", "/root/.ssh/id_rsa", "/root/.ssh/authorized_keys", "/root/.aws/credentials", "/root/.docker/config.json",
             "/root/.kube/config", "/root/.bash_history", "/root/.m2/settings.xml", "/var/run/secrets/kubernetes.io/serviceaccount/token",
             "/run/secrets", "/etc/kubernetes/admin.conf", "/proc/1/root/etc/shadow", "/workspace/.netrc", "/etc/machine-id",
             "/var/lib/docker", "/var/lib/kubelet"):
    attempt(path, lambda: len(os.listdir(path)) > 0 if os.path.isdir(path) else read(path))
{"reached": reached}
#### name-of-the-host | - | ok {"reached":[]}
# Learns on which host it runs.
if input["hostName"] in (socket.gethostname(), os.uname().nodename, open("/proc/sys/kernel/hostname").read().strip()):
    reached.append(input["hostName"])
{"reached": reached}
#### connections-of-the-host | - | ok {"reached":[]}
# Learns who listens on the host and who talks with whom.
def tells(table):
    with open("/proc/net/" + table) as file:
        lines = file.read()
    return ":%04X " % input["tcpPort"] in lines or input["unixSocket"] in lines or input["abstractSocket"] in lines
for table in "tcp", "tcp6", "udp", "udp6", "unix":
    attempt(table, lambda: tells(table))
{"reached": reached}
#### mark-of-the-guest | - | ok {"reached":[]}
# Finds where every process can read it what frames are marked with.
mark = find_frames().mark[1:].encode()
def tells(path):
    with open(path, "rb") as file:
        return mark in file.read()
for file in "cmdline", "environ":
    for pid in "self", "1":
        attempt(file, lambda: tells(f"/proc/{pid}/{file}"))
{"reached": reached}
