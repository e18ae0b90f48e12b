# Before every abuse program: what many of them need.
import json, os, socket, subprocess, sys, threading, time
reached = []
def attempt(what, action):
    """What the system refuses is an attack that failed. Anything else is a mistake in the program, and must be seen."""
    try:
        if action() is not False:
            reached.append(what)
    except OSError:
        pass
def read(path):
    with open(path, "rb") as file:
        return len(file.read(4096)) > 0
def start(code, *arguments, **options):
    """Another process; there may be no other program than the interpreter."""
    quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return subprocess.Popen([sys.executable, "-I", "-c", code, *arguments], **{**quiet, **options})
def connects(family, kind, address):
    with socket.socket(family, kind) as client:
        client.settimeout(0.7)
        client.connect(address)
def find_frames():
    """The guest's own way to the host: its code is in this process."""
    return object.__getattribute__(tools, "_requests").frames
def send_raw(text):
    rest = text if isinstance(text, bytes) else text.encode("latin-1")
    while rest:
        rest = rest[os.write(find_frames().fd, rest):]
def send_frames(*frames):
    for frame in frames:
        send_raw(find_frames().mark + (frame if isinstance(frame, str) else json.dumps(frame)) + "\n")
def notification(method, params):
    return {"jsonrpc": "2.0", "method": method, "params": params}
def request(id, method, params):
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
def answer(value):
    return {"jsonrpc": "2.0", "id": 0, "result": {"value": value, "exitCode": 0}}
