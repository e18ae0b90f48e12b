"""
The guest for Python: runs the code of one execution on CPython 3.9 or later, and talks with the host over the standard
streams as docs/guest-protocol.md says.

The user's code shares this process and may change all of it. The host trusts nothing that comes from here. Functions
that are needed later are taken by name below, so that code that patches modules does not break its own tools and output
by accident.

To be ready soon, this imports only what the interpreter has loaded or built in. What json, re and traceback take is
spent where it is needed, or while a guest that was started ahead has nothing to do.
"""
import _ast
import _thread
import atexit
import io
import os
import stat
import sys
import time
from _json import encode_basestring, make_encoder, make_scanner
from codecs import getincrementaldecoder, register_error
from os import _exit, chdir, close, fsencode, fstat, getpid, lstat, makedirs, read, scandir, utime, write
from os import open as open_fd
from time import sleep

# The host bounds all of these too; here they turn into errors that tell what to do.
MAX_JSON = 16 << 20
MAX_DEPTH = 198  # 200 in a frame, of which two are the frame's own
MAX_DIGITS = 399
MAX_INTEGER = 10**MAX_DIGITS - 1
MAX_CALLS = 64
MAX_CALL_BYTES = 16 << 20
MAX_TEXT = 16384
OUTPUT_PIECE = 64 << 10
ARTIFACT_PIECE = 3 << 20  # 4 MiB as Base64
MAX_SKIPPED = 100
MAX_ENTRIES = 10000
MAX_PATH = 512

FILE = "main.py"
VALUE = "__value__"


# ---- frames


class Frames:
    """What goes to the host. A frame is written completely before anything else can come in between."""

    def __init__(self, fd, nonce):
        self.fd = fd
        self.mark = "\x1e" + nonce
        # Reentrant, since a handler of signals may print while its own thread is in here
        self.lock = _thread.RLock()
        self.pid = getpid()
        self.open = True

    def here(self):
        """Tells whether this is the process that the host started, and not a fork of it that the code made."""
        return getpid() == self.pid

    def send(self, text, last=False):
        data = (self.mark + text + "\n").encode("utf-8", "halves")
        with self.lock:
            if self.open:
                self.open = not last
                self.write(data)

    def write(self, data):
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[write(self.fd, rest) :]
            except BlockingIOError:
                # Whoever is at the other end, or shares it, may have made it so
                sleep(0.001)
            except OSError:
                _exit(1)  # The host is gone


# Halves of surrogate pairs are no characters: UTF-8 has nothing for them
register_error("halves", lambda error: (b"\xef\xbf\xbd" * (error.end - error.start), error.end))


class Output(io.RawIOBase):
    """What is below sys.stdout and sys.stderr: one pipe for both keeps their order, and with that of everything else."""

    def __init__(self, frames, stream, fd):
        self.frames = frames
        self.stream = stream
        self.fd = fd
        self.name = "<" + stream + ">"
        self.mode = "wb"
        self.decoder = getincrementaldecoder("utf-8")("replace")

    def writable(self):
        return True

    def fileno(self):
        return self.fd

    def write(self, data):
        if not self.frames.here():
            return write(self.fd, data)
        if self.stream == "stderr":
            flush(stdout)  # Of which there may be the beginning of a line
        text = self.decoder.decode(bytes(data))
        for start in range(0, len(text), OUTPUT_PIECE):
            piece = to_json(text[start : start + OUTPUT_PIECE])
            self.frames.send(
                '{"jsonrpc":"2.0","method":"output","params":{"stream":"' + self.stream + '","text":' + piece + "}}"
            )
        return len(data)


def text_stream(frames, stream, fd):
    raw = Output(frames, stream, fd)
    return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", "backslashreplace", line_buffering=True)


def flush(*streams):
    for stream in streams:
        try:
            stream.flush()
        except Exception:
            pass  # The code has closed it, or put something else there


# ---- JSON



def to_json(value):
    """Writes JSON with what the module json is made of, as importing that takes as long as all the rest of this."""
    return "".join(make_encoder({}, refuse, encode_basestring, None, ":", ",", False, False, False)(value, 0))


def refuse(value):
    raise TypeError("type %s" % type(value).__name__)


class Scanning:
    """What the reader of JSON asks for: the settings of json.JSONDecoder."""

    strict = False
    object_hook = object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


scan = make_scanner(Scanning)


def from_json(text):
    return scan(text, 0)[0]


# What JSON cannot hold, and what to do about it
REMEDIES = {
    "set": "make it a list with list(…) or sorted(…)",
    "frozenset": "make it a list with list(…) or sorted(…)",
    "bytes": "make it text with .decode(), or with base64.b64encode(…).decode()",
    "bytearray": "make it text with .decode(), or with base64.b64encode(…).decode()",
    "datetime": "make it text with .isoformat()",
    "date": "make it text with .isoformat()",
    "time": "make it text with .isoformat()",
    "timedelta": "make it a number with .total_seconds()",
    "Decimal": "make it text with str(…), or a number with float(…)",
    "Fraction": "make it text with str(…), or a number with float(…)",
    "complex": "make it a list of its two parts",
    "UUID": "make it text with str(…)",
    "PosixPath": "make it text with str(…)",
    "generator": "make it a list with list(…)",
    "map": "make it a list with list(…)",
    "filter": "make it a list with list(…)",
    "zip": "make it a list with list(…)",
    "range": "make it a list with list(…)",
    "dict_keys": "make it a list with list(…)",
    "dict_values": "make it a list with list(…)",
    "dict_items": "make it a dict with dict(…)",
    "deque": "make it a list with list(…)",
    "ndarray": "make it a list with .tolist()",
    "DataFrame": "make it a list with .to_dict('records')",
    "Series": "make it a list with .tolist()",
    "coroutine": "await it",
    "function": "call it",
    "method": "call it",
    "type": "make an object of it, and of that a dict",
    "module": "name what you mean of it",
}

def encode(value, what):
    """Writes a value as JSON, or raises an error that says what is wrong with it, where, and how to mend it."""
    text = ""
    failure = None
    try:
        text = to_json(value)
    except Exception as error:
        failure = str(error)
    if failure is not None:
        explain(value, what)
        raise TypeError("%s cannot be written as JSON: %s" % (what, failure))
    if len(text) > MAX_JSON or len(text) > MAX_JSON / 4 and len(text.encode("utf-8", "replace")) > MAX_JSON:
        raise ValueError(what + " cannot be larger than 16 MB of JSON; give less of it, or print it")
    check_containers(value, what)
    return text


def check_containers(value, what):
    """Refuses what json lets pass and the host does not: long numbers, many levels, keys that become the same text."""
    level = [(value,)]
    for _ in range(MAX_DEPTH + 1):
        deeper = []
        for container in level:
            if isinstance(container, dict):
                for key in container:
                    if type(key) is not str:
                        check_keys(container, what)
                        break
                container = container.values()
            for item in container:
                kind = type(item)
                if kind is int:
                    if not -MAX_INTEGER <= item <= MAX_INTEGER:
                        explain(value, what)
                elif kind not in SCALARS and isinstance(item, (dict, list, tuple)):
                    deeper.append(item)
        if not deeper:
            return
        level = deeper
    raise ValueError("%s cannot be nested more than %d levels deep; make it flatter" % (what, MAX_DEPTH))


SCALARS = {str, float, bool, type(None)}


def check_keys(container, what):
    texts = {}
    for key in container:
        text = key if isinstance(key, str) else to_json(key)
        if text in texts:
            raise ValueError(
                "%s cannot be written as JSON: the keys %r and %r become the same text; make all keys strings"
                % (what, texts[text], key)
            )
        texts[text] = key


def explain(value, what):
    """Raises an error for the first thing in a value that JSON cannot hold. Says nothing if there is none."""
    open_ones = set()

    def visit(item, path):
        if item is None or isinstance(item, (str, bool)):
            return
        if isinstance(item, int):
            if not -MAX_INTEGER <= item <= MAX_INTEGER:
                complain(path, "an integer of more than %d digits" % MAX_DIGITS, "make it text with str(…)")
        elif isinstance(item, float):
            if item - item != 0:
                complain(path, repr(item), "use None")
        elif isinstance(item, (list, tuple, dict)):
            if id(item) in open_ones:
                complain(path, "something that it is inside of", "leave out what refers back")
            if len(open_ones) > MAX_DEPTH:
                raise ValueError("%s cannot be nested more than %d levels deep; make it flatter" % (what, MAX_DEPTH))
            open_ones.add(id(item))
            for key, child in item.items() if isinstance(item, dict) else enumerate(item):
                if not isinstance(key, (str, int, float, bool, type(None))):
                    complain(path, "a dict with the key %.100r" % (key,), "make its keys strings")
                visit(child, path + "[%.100r]" % (key,))
            open_ones.discard(id(item))
        else:
            name = type(item).__name__
            remedy = REMEDIES.get(name, "make it a dict, a list, text or a number")
            if hasattr(type(item), "__dataclass_fields__"):
                remedy = "make it a dict with dataclasses.asdict(…)"
            complain(path, "of type " + name, remedy)

    def complain(path, problem, remedy):
        where = "it is " if path == "" else path + " is "
        raise TypeError("%s cannot be written as JSON: %s%s; %s" % (what, where, problem, remedy))

    visit(value, "")


# ---- requests


class ToolError(Exception):
    """A call of a tool or of the gateway that failed."""

    def __init__(self, toolId, code, message):
        super().__init__(message)
        self.toolId = toolId
        self.code = code
        self.message = message

    @property
    def tool_id(self):
        return self.toolId

    def __reduce__(self):
        return type(self), (self.toolId, self.code, self.message)


class Call:
    """A request that has yet to be answered. Its thread waits for the lock, which the answer releases."""

    def __init__(self, method, params):
        self.method = method
        self.params = params
        self.size = len(params)
        self.answer = None
        self.answered = _thread.allocate_lock()
        self.answered.acquire()


class Requests:
    """Calls of the host's methods, from any thread. More than may be in flight wait, in the order they were made."""

    def __init__(self, frames):
        self.frames = frames
        self.lock = _thread.RLock()
        self.queue = []
        self.in_flight = {}
        self.bytes = 0
        self.last = 0

    def call(self, method, params):
        if not self.frames.here():
            raise RuntimeError("Tools can only be called in the process that the code started in, not in a fork of it")
        flush(stdout, stderr)
        call = Call(method, params)
        with self.lock:
            self.queue.append(call)
            self.send_queued()
        call.answered.acquire()
        error = call.answer.get("error")
        if error is None:
            return call.answer.get("result")
        data = error.get("data") or {}
        raise ToolError(data.get("toolId"), data.get("code", "internal"), error.get("message"))

    def send_queued(self):
        while self.queue and len(self.in_flight) < MAX_CALLS:
            call = self.queue[0]
            if self.in_flight and self.bytes + call.size > MAX_CALL_BYTES:
                return
            del self.queue[0]
            self.last += 1
            self.in_flight[self.last] = call
            self.bytes += call.size
            self.frames.send(
                '{"jsonrpc":"2.0","id":%d,"method":"%s","params":%s}' % (self.last, call.method, call.params)
            )
            call.params = None

    def answer(self, message):
        with self.lock:
            call = self.in_flight.pop(message["id"])
            self.bytes -= call.size
            self.send_queued()
        call.answer = message
        call.answered.release()


# ---- tools and gateway


def is_reserved(name):
    """Tells what is never a tool: what JavaScript asks of objects, so in no language, and what Python asks of them."""
    return name in ("then", "constructor") or name[:2] == name[-2:] == "__"


class Listed:
    """Something with names that are listed when asked for, and of which every name can be tried."""

    def __getattr__(self, name):
        if is_reserved(name):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name, value):
        raise AttributeError("tools cannot be changed")

    def __delattr__(self, name):
        raise AttributeError("tools cannot be changed")

    def __dir__(self):
        return list(self)

    def __contains__(self, name):
        return name in list(self)

    def __repr__(self):
        return object.__getattribute__(self, "_path")


class Tools(Listed):
    def __init__(self, requests, names):
        object.__setattr__(self, "_path", "tools")
        object.__setattr__(self, "_requests", requests)
        object.__setattr__(self, "_names", names)

    def __getitem__(self, namespace):
        return Namespace(self._requests, namespace, self._names)

    def __iter__(self):
        names = self._names
        if names is None:
            names = self._requests.call("listNamespaces", '{"identifiers":true}')
        return iter([name for name in names if not is_reserved(name)])


class Namespace(Listed):
    def __init__(self, requests, namespace, names):
        object.__setattr__(self, "_path", "tools." + namespace)
        object.__setattr__(self, "_requests", requests)
        object.__setattr__(self, "_namespace", namespace)
        object.__setattr__(self, "_names", names)

    def __getitem__(self, name):
        requests = self._requests
        prefix = '{"namespace":%s,"name":%s,"args":' % (to_json(self._namespace), to_json(name))
        path = "%s.%s" % (self._path, name)

        def tool(*args, **kwargs):
            arguments = args[0] if args else kwargs
            if len(args) > 1 or args and kwargs or not isinstance(arguments, (dict, type(None))):
                raise TypeError("%s takes its arguments by keyword, or all of them as one dict" % path)
            text = encode(arguments or {}, "The arguments of " + path)
            return requests.call("runTool", prefix + text + "}")

        tool.__name__ = name
        tool.__qualname__ = path
        return tool

    def __iter__(self):
        if self._names is None:
            names = self._requests.call("listNames", '{"namespace":%s}' % to_json(self._namespace))
        else:
            names = self._names.get(self._namespace, ())
        return iter([name for name in names if not is_reserved(name)])


class Gateway:
    """The six methods by which tools are found, described and run."""

    __slots__ = ("_requests",)

    def __init__(self, requests):
        self._requests = requests

    def _call(self, method, name, **params):
        return self._requests.call(method, encode(params, "The arguments of gateway." + name))

    def search_tools(self, query="", limit=20, cursor=None):
        return self._call("searchTools", "search_tools", query=query, limit=limit, cursor=cursor)

    def list_namespaces(self):
        return self._call("listNamespaces", "list_namespaces")

    def describe_tool(self, id, detail="summary"):
        return self._call("describeTool", "describe_tool", id=id, detail=detail)

    def list_tool_examples(self, id, max=5):
        return self._call("listToolExamples", "list_tool_examples", id=id, max=max)

    def run_tool(self, id, args=None):
        return self._call("runTool", "run_tool", id=id, args={} if args is None else args)

    def run_chain(self, steps):
        names = {"tool_id": "toolId", "use_previous": "usePrevious"}
        steps = [
            {names.get(key, key): value for key, value in step.items()} if isinstance(step, dict) else step
            for step in steps
        ]
        return self._call("runChain", "run_chain", steps=steps)


# ---- errors


class Source:
    """The loader of the code's module, which is how tracebacks find its lines."""

    def __init__(self, code):
        self.code = code

    def get_source(self, name):
        return self.code


def describe(error, code):
    """Describes what was raised, in terms of the user's source."""
    name = type(error).__name__
    try:
        message = str(error)
    except BaseException:
        return {"name": name, "message": "What was raised could not be described"}
    line, column = place(error, code)
    if isinstance(error, SyntaxError) and error.filename == FILE:
        message = error.msg
        line, column = syntax_place(error, code)
    told = {"name": name, "message": message[:MAX_TEXT], "stack": stack(error), "line": line, "column": column}
    if isinstance(error, ToolError) and isinstance(error.code, str):
        told["toolCode"] = error.code[:MAX_TEXT]
    return told


def place(error, code):
    """Finds where in the user's source an error comes from, the column only as of Python 3.11, which knows it."""
    innermost = None
    tb = error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == FILE:
            innermost = tb
        tb = tb.tb_next
    if innermost is None:
        return None, None
    compiled = innermost.tb_frame.f_code
    line, column = innermost.tb_lineno, None
    if hasattr(compiled, "co_positions"):
        for index, position in enumerate(compiled.co_positions()):
            if index * 2 == innermost.tb_lasti:
                line, column = position[0] or line, position[2]
                break
    lines = code.splitlines()
    if column is not None and 0 < line <= len(lines):
        # Counted in bytes of UTF-8
        column = len(lines[line - 1].encode("utf-8", "replace")[:column].decode("utf-8", "replace")) + 1
    return line, column


def syntax_place(error, code):
    lines = code.splitlines() or [""]
    if error.lineno is None:
        return None, None
    if error.lineno > len(lines):
        return len(lines), len(lines[-1]) + 1
    return max(1, error.lineno), max(1, error.offset or 1)


def stack(error):
    """The traceback with the user's frames only, of the error and of those that led to it."""
    try:
        from traceback import TracebackException

        told = TracebackException(type(error), error, error.__traceback__)
        seen = []
        todo = [told]
        while todo:
            one = todo.pop()
            if one is not None and one not in seen:
                seen.append(one)
                one.stack[:] = [frame for frame in one.stack if frame.filename == FILE]
                todo += [one.__cause__, one.__context__]
                todo += getattr(one, "exceptions", None) or []
        text = "".join(told.format())
        return text[:MAX_TEXT].rstrip("\n") if '"%s"' % FILE in text else None
    except BaseException:
        return None


# ---- files


class Workspace:
    """
    The files that the code is given, and those that it leaves. Of the latter, what is no plain file, or could be
    something else by the time it is read, is skipped. The host bounds everything again.
    """

    # A time that files which were given have until something writes to them
    GIVEN = int(time.time()) - 60

    def __init__(self, frames):
        self.frames = frames
        self.folder = os.getcwd()
        self.given = {}
        self.files = 0
        self.bytes = 0
        self.entries = 0
        self.skipped = 0

    def put(self, files):
        for file in files:
            import binascii

            path = file["path"]
            parts = path.split("/")
            if "\0" in path or "\\" in path or any(part in ("", ".", "..") for part in parts):
                raise ValueError("%r is no path of a file below the workspace" % path)
            if len(parts) > 1:
                makedirs("/".join(parts[:-1]), exist_ok=True)
            rest = memoryview(binascii.a2b_base64(file["data"]))
            self.given[path] = len(rest)
            fd = open_fd(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
            try:
                while rest:
                    rest = rest[write(fd, rest) :]
                utime(fd, (self.GIVEN, self.GIVEN))
            finally:
                close(fd)

    def give(self, bounds):
        self.bounds = bounds
        try:
            chdir(self.folder)  # The code may have gone elsewhere, and what is there are no artifacts
        except OSError as error:
            self.skip("", "it cannot be entered: %s" % error.strerror)
            return
        self.walk("", 0)

    def walk(self, folder, depth):
        names = []
        try:
            with scandir(folder or ".") as entries:
                for entry in entries:
                    self.entries += 1
                    if self.entries > MAX_ENTRIES:
                        self.skip(folder, "there are more than %d files" % MAX_ENTRIES)
                        break
                    names.append(entry.name)
        except OSError as error:
            self.skip(folder, "it cannot be read: %s" % error.strerror)
        for name in sorted(names):
            path = folder + "/" + name if folder else name
            try:
                self.visit(path, depth)
            except OSError as error:
                self.skip(path, "it cannot be read: %s" % error.strerror)

    def visit(self, path, depth):
        found = lstat(path)
        if stat.S_ISDIR(found.st_mode):
            if depth >= self.bounds["maxDepth"]:
                self.skip(path, "it is more than %d folders deep" % self.bounds["maxDepth"])
            else:
                self.walk(path, depth + 1)
            return
        if found.st_mtime == self.GIVEN and found.st_size == self.given.get(path):
            return
        objection = self.objection(path, found)
        if objection is None:
            self.read(path, found)
        else:
            self.skip(path, objection)

    def objection(self, path, found):
        if not stat.S_ISREG(found.st_mode):
            kinds = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a fifo", stat.S_IFSOCK: "a socket"}
            return kinds.get(stat.S_IFMT(found.st_mode), "a device")
        if path.encode("utf-8", "replace") != fsencode(path) or "\\" in path or len(path) > MAX_PATH:
            return "its path is too long, has a backslash, or is no UTF-8"
        if found.st_nlink != 1:
            return "it has more than one name"
        if found.st_size > 4096 and found.st_blocks * 512 < found.st_size:
            return "it has holes"  # Up to a page, file systems may keep a file where they keep its name
        if self.files >= self.bounds["maxFiles"]:
            return "there are more than %d files" % self.bounds["maxFiles"]
        if self.bytes + found.st_size > self.bounds["maxBytes"]:
            return "all files together are larger than %d bytes" % self.bounds["maxBytes"]
        return None

    def read(self, path, expected):
        import binascii

        fd = open_fd(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            now = fstat(fd)
            same = (now.st_dev, now.st_ino) == (expected.st_dev, expected.st_ino)
            if not stat.S_ISREG(now.st_mode) or now.st_nlink != 1 or not same:
                self.skip(path, "it was replaced")
                return
            self.files += 1
            left = min(now.st_size, expected.st_size)
            last = False
            while not last:
                piece = b""
                while len(piece) < min(left, ARTIFACT_PIECE):
                    more = self.more(fd, min(left, ARTIFACT_PIECE) - len(piece))
                    if not more:
                        left = len(piece)  # It was cut short meanwhile
                    piece += more
                left -= len(piece)
                self.bytes += len(piece)
                last = left <= 0
                data = binascii.b2a_base64(piece, newline=False).decode()
                params = '{"path":%s,"data":"%s","last":%s}' % (to_json(path), data, "true" if last else "false")
                self.frames.send('{"jsonrpc":"2.0","method":"artifact","params":' + params + "}")
        finally:
            close(fd)

    def more(self, fd, length):
        try:
            return read(fd, length)
        except OSError:
            return b""  # Once a file has begun, it must come to an end

    def skip(self, path, reason):
        self.skipped += 1
        if self.skipped <= MAX_SKIPPED:
            params = to_json({"path": path, "reason": reason})
            self.frames.send('{"jsonrpc":"2.0","method":"skipped","params":' + params + "}")


# ---- one execution


class Execution:
    def __init__(self, frames, requests, params):
        self.frames = frames
        self.workspace = Workspace(frames)
        self.params = params
        self.code = params["code"]
        # What the code finds as its own module: what it defines can be pickled, and be found by dataclasses
        module = type(sys)("__main__")
        module.__dict__.update(
            __file__=os.path.join(os.getcwd(), FILE),
            __loader__=Source(self.code),
            tools=Tools(requests, params.get("names")),
            gateway=Gateway(requests),
            ToolError=ToolError,
            input=params.get("input"),
        )
        ToolError.__module__ = "__main__"
        sys.modules["__main__"] = module
        self.globals = module.__dict__

    def run(self):
        """Runs the code and answers: once, and nothing comes after it."""
        try:
            os.environ.update(self.params.get("env") or {})
            self.workspace.put(self.params.get("files") or ())
            answer = self.result(encode(self.value(), "The value"))
        except SystemExit as exit:
            answer = self.exited(exit.code)
        except BaseException as error:
            told = describe(error, self.code)
            answer = self.error(**told)
            if not self.frames.here():
                sys.stderr.write("%s\n" % told["stack"])
        finish()
        if not self.frames.here():
            # A fork that the code made has come to the same end
            _exit(0 if answer.startswith('"result"') else 1)
        if self.params.get("artifacts"):
            self.workspace.give(self.params["artifacts"])
        # Whoever has read it may end this before it knows that it was written
        self.frames.send('{"jsonrpc":"2.0","id":0,' + answer + "}", last=True)
        # The host first reads what the kernel has counted for this sandbox; the end of its stream is ours
        forever = _thread.allocate_lock()
        forever.acquire()
        forever.acquire()

    def value(self):
        """Runs the code. Its value is what it left in __out, else that of its last expression."""
        tree = compile(self.code, FILE, "exec", _ast.PyCF_ONLY_AST | _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        if tree.body and isinstance(tree.body[-1], _ast.Expr):
            keep_value(tree)
        compiled = compile(tree, FILE, "exec", _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        if compiled.co_flags & CO_COROUTINE:
            import asyncio

            value = asyncio.run(self.awaited(eval(compiled, self.globals)))
        else:
            exec(compiled, self.globals)
            value = self.globals.pop(VALUE, None)
            if type(value).__name__ == "coroutine":
                import asyncio

                value = asyncio.run(value)
        return self.globals.get("__out", value)

    async def awaited(self, coroutine):
        await coroutine
        value = self.globals.pop(VALUE, None)
        return await value if type(value).__name__ == "coroutine" else value

    def result(self, value):
        return '"result":{"value":%s,"exitCode":0}' % value

    def exited(self, code):
        if code is None or code is False or code == 0:
            try:
                return self.result(encode(self.globals.get("__out"), "The value"))
            except Exception as error:
                return self.error(**describe(error, self.code))
        if isinstance(code, int):
            message = "The code ended itself with exit code %d" % (code & 255)
            return self.error("ExitError", message, exitCode=code & 255)
        # As Python does: text is told, and the code is 1
        message = str(code)
        sys.stderr.write(message + "\n")
        return self.error("ExitError", message[:MAX_TEXT])

    def error(self, name, message, stack=None, line=None, column=None, exitCode=1, toolCode=None):
        data = dict(name=name, stack=stack, line=line, column=column, exitCode=exitCode, toolCode=toolCode)
        return '"error":' + to_json({"code": -32000, "message": message, "data": data})


CO_COROUTINE = 0x80


def keep_value(tree):
    """Makes the last expression an assignment, which keeps its value."""
    last = tree.body[-1]
    where = dict(
        lineno=last.lineno,
        col_offset=last.col_offset,
        end_lineno=last.end_lineno,
        end_col_offset=last.end_col_offset,
    )
    name = _ast.Name(id=VALUE, ctx=_ast.Store(), **where)
    tree.body[-1] = _ast.Assign(targets=[name], value=last.value, type_comment=None, **where)


def finish():
    """Does what Python does at the end of a program: waits for threads, and calls what was registered for it."""
    threading = sys.modules.get("threading")
    for step in (getattr(threading, "_shutdown", None), atexit._run_exitfuncs):
        try:
            if step is not None:
                step()
        except BaseException:
            pass  # It has nowhere to go, and its text went to standard error
    flush(sys.stdout, sys.stderr, stdout, stderr)


# ---- start


def take_input():
    """
    Takes the host's stream away from descriptor 0, where the code and its children look for their input, and leaves the
    end of a pipe there into which nobody writes.
    """
    fd = os.dup(0)
    empty, other = os.pipe()
    close(other)
    os.dup2(empty, 0)
    close(empty)
    return open(fd, "rb", buffering=65536)


class Host:
    """
    What comes from the host, read in a thread of its own: so that its end ends the guest, whatever the code does. Only
    code that never lets another thread run, such as a calculation with one huge number, delays that.
    """

    def __init__(self, stream, requests):
        self.stream = stream
        self.requests = requests
        self.params = None
        self.asked = _thread.allocate_lock()
        self.asked.acquire()
        _thread.start_new_thread(self.serve, ())

    def serve(self):
        try:
            for line in self.stream:
                message = from_json(line.decode())
                if message.get("method") == "execute":
                    self.params = message["params"]
                    self.asked.release()
                else:
                    self.requests.answer(message)
        finally:
            _exit(1 if self.requests.frames.open else 0)

    def execution(self):
        """Waits for the code. A guest that was started ahead uses the time to load what code often needs."""
        if not self.asked.acquire(timeout=IDLE):
            import json, traceback

            self.asked.acquire()
        return self.params


IDLE = 0.05


def before_fork():
    # Python warns of forks where there are threads, and one of ours is always there
    import warnings

    flush(stdout, stderr)  # Or the child would have the beginning of a line, too
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)


def main():
    global stdout, stderr
    os.environ.clear()
    stream = take_input()
    start = stream.readline()
    if not start:
        _exit(1)
    frames = Frames(os.dup(1), from_json(start.decode())["params"]["nonce"])
    requests = Requests(frames)
    sys.stdout = sys.__stdout__ = stdout = text_stream(frames, "stdout", 1)
    sys.stderr = sys.__stderr__ = stderr = text_stream(frames, "stderr", 2)
    sys.argv[:] = [FILE]
    sys.path.append(os.getcwd())
    os.register_at_fork(before=before_fork)
    version = "python %d.%d.%d" % sys.version_info[:3]
    frames.send('{"jsonrpc":"2.0","method":"ready","params":{"protocol":1,"runtime":"%s"}}' % version)
    Execution(frames, requests, Host(stream, requests).execution()).run()


stdout = stderr = None
main()
