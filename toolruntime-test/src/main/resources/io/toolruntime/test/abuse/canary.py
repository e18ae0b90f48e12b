# Runs after every abuse program: what it finds must be what the first one found.
import builtins, json, os, random, socket, sys
residue = []
for folder in "/workspace", "/tmp", "/dev/shm":
    residue += [f"{folder}/{name}" for name in (os.listdir(folder) if os.path.exists(folder) else [])]
for family, address in (socket.AF_UNIX, "\0toolruntime-residue"), (socket.AF_INET, ("127.0.0.1", 47113)):
    with socket.socket(family) as client:
        if client.connect_ex(address) == 0:
            residue.append(repr(address))
for table in "shm", "msg", "sem":
    path = f"/proc/sysvipc/{table}"
    if os.path.exists(path) and len(open(path).read().strip().split("\n")) > 1:
        residue.append(path)
mask = os.umask(0o22)
os.umask(mask)
{
    "clean": {
        "echoed": tools.test.echo(list=[1, 2], text="a"),
        "globals": sorted(name for name in globals() if name not in ("__value__",)),
        "leaks": [hasattr(builtins, "leftBehind"), hasattr(json, "leftBehind"), "usercustomize" in sys.modules],
        "json": json.dumps([1, {"a": 2}]),
        "environment": sorted(os.environ),
        "folder": os.getcwd(),
        "path": sys.path,
        "mask": mask,
        "user": [os.getuid(), os.getgid()],
        "processes": len([name for name in os.listdir("/proc") if name.isdigit()]),
        "descriptors": len(os.listdir("/proc/self/fd")),
    },
    "random": f"{random.random()}{os.urandom(8).hex()}",
    "residue": residue,
}
