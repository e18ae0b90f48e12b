#### flood | output=64KB | output_limit
# Fills the memory of the host with output.
for i in range(2000):
    print("x" * 1000)
"all printed"
#### flood-of-errors | output=64KB | output_limit
# Fills the memory of the host with output that is counted apart.
for i in range(2000):
    print("x" * 1000, file=sys.stderr)
    print("y")
"all printed"
#### flood-of-a-child | output=64KB timeout=20s | output_limit
# Fills the memory of the host with output of another process.
if os.fork() == 0:
    for i in range(2000):
        os.write(1, b"x" * 1000)
    os._exit(0)
time.sleep(600)
#### one-line-without-end | output=64KB | output_limit
# Fills the memory of the host with a line that it keeps until it ends.
send_raw(b"x" * 2_000_000)
time.sleep(600)
#### just-below-a-flood | output=64KB | ok "all printed"
# Has more kept than may be.
for i in range(550):
    print("x" * 999)
"all printed"
#### past-the-guest | output=64KB | ok "written"
# Breaks whoever reads output with bytes that are no text.
for piece in (b"\0", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\x1e", b"\x1e01", b"\x1b[2J", b"\xf4\x90\x80\x80", b"\r\n",
              b"\xe2\x80\xae"):
    for i in range(200):
        os.write(i % 2 + 1, piece)
"written"
#### enormous-value | - | code_error|crashed
# Fills the memory of the host with a value.
"x" * (40 << 20)
#### enormous-error | - | code_error|crashed
# Fills the memory of the host with a message.
raise type("y" * (20 << 20), (Exception,), {})("x" * (20 << 20))
#### deep-value | - | code_error|crashed
# Overflows the stack of whoever reads the value.
value = []
for i in range(3000):
    value = [value]
value
#### many-small-values | - | code_error|crashed
# Fills the memory of the host with a value that is short when it is written.
[0] * 1_500_000
