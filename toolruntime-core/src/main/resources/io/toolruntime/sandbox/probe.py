# Tries what a sandbox forbids, and says what happened. Runs as the code of an execution.
import errno, os, re, socket


def attempt(action):
    try:
        return str(action())
    except OSError as e:
        return f"refused: {errno.errorcode.get(e.errno, e)}"


def connect():
    socket.create_connection((input["host"], input["port"]), 3).close()
    return "connected"


def read(path):
    with open(path) as file:
        return file.read()


def write(path):
    with open(path, "w") as file:
        return file.write("probe")


def status(field):
    return attempt(lambda: re.search(rf"(?m)^{field}:\s*(\S+)", read("/proc/self/status")).group(1))


def environment():
    # The guest has cleared its own: what the process was started with is what tells
    try:
        with open("/proc/self/environ", errors="replace") as file:
            return file.read()
    except OSError:
        return "\0".join("=".join(variable) for variable in os.environ.items())


{
    "network": attempt(connect),
    "read": attempt(lambda: read(input["readable"])),
    "write": attempt(lambda: write(input["writable"])),
    "environment": environment(),
    "user": attempt(os.getuid),
    "capabilities": status("CapEff"),
    "systemCalls": status("Seccomp"),
    "newPrivileges": status("NoNewPrivs"),
}
