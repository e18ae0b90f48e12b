#### listeners-of-the-host | - | ok {"reached":[]}
# Reaches a server of the host.
for host in input["addresses"] + ["localhost", "0.0.0.0", "host.docker.internal"]:
    attempt(host, lambda: connects(socket.AF_INET, socket.SOCK_STREAM, (host, input["tcpPort"])))
attempt("::1", lambda: connects(socket.AF_INET6, socket.SOCK_STREAM, ("::1", input["tcpPort"])))
{"reached": reached}
#### metadata | - | ok {"reached":[]}
# Reaches the service that has the secrets of a machine in a cloud.
for host in "169.254.169.254", "169.254.170.2", "100.100.100.200", "metadata.google.internal":
    attempt(host, lambda: connects(socket.AF_INET, socket.SOCK_STREAM, (host, 80)))
attempt("fd00:ec2::254", lambda: connects(socket.AF_INET6, socket.SOCK_STREAM, ("fd00:ec2::254", 80)))
{"reached": reached}
#### names | - | ok {"reached":[]}
# Tells somebody by questions for names, which go out where nothing else does.
for name in "secret.example.com", "metadata.google.internal":
    attempt(name, lambda: socket.getaddrinfo(name, 80))
for address in "192.0.2.1", "2001:db8::1":
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    attempt("a way to " + address, lambda: connects(family, socket.SOCK_DGRAM, (address, 53)))
{"reached": reached}
#### datagrams-to-the-host | - | ok "sent"
# Reaches a server of the host with datagrams, of which nobody tells whether they came.
for address in input["addresses"] + ["255.255.255.255", "224.0.0.1"]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        attempt(address, lambda: client.sendto(b"x", (address, input["udpPort"])))
time.sleep(0.1)
"sent"
#### daemon-sockets | - | ok {"reached":[]}
# Reaches a daemon of the host that does what it is told.
for path in (input["unixSocket"], "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock",
             "/run/podman/podman.sock", "/run/crio/crio.sock", "/run/dbus/system_bus_socket", "/run/systemd/private",
             "/run/systemd/journal/socket", "/proc/1/root" + input["unixSocket"]):
    attempt(path, lambda: connects(socket.AF_UNIX, socket.SOCK_STREAM, path))
{"reached": reached}
#### abstract-sockets | - | ok {"reached":[]}
# Reaches a process of the host by a name that no file system hides.
for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
    attempt(str(kind), lambda: connects(socket.AF_UNIX, kind, "\0" + input["abstractSocket"]))
if os.path.exists("/proc/net/unix") and input["abstractSocket"] in open("/proc/net/unix").read():
    reached.append("/proc/net/unix")
{"reached": reached}
#### vsock | - | ok {"reached":[]}
# Reaches the hypervisor, or other machines on it.
for cid in 0, 1, 2, 3:
    for port in 1, 22, 52, 1024, 2375, 9999:
        attempt(f"{cid}:{port}", lambda: connects(40, socket.SOCK_STREAM, (cid, port)))
{"reached": reached}
#### raw-sockets | - | ok {"reached":[]}
# Sees what others send, or sends what looks like theirs.
for name, family, kind, protocol in (("packet", 17, socket.SOCK_RAW, 768), ("cooked packet", 17, socket.SOCK_DGRAM, 768),
                                     ("raw", socket.AF_INET, socket.SOCK_RAW, 255), ("icmp", socket.AF_INET, socket.SOCK_RAW, 1),
                                     ("raw 6", socket.AF_INET6, socket.SOCK_RAW, 58)):
    attempt(name, lambda: socket.socket(family, kind, protocol).close())
{"reached": reached}
#### families-of-sockets | - | ok {"reached":[]} | docker=ok {"reached":["alg","can","netfilter","rds","tipc"]}
# Reaches protocols of the kernel that holes are often found in, and that no code needs.
# What Docker's own filter lets pass is Docker's choice; a kernel has some of them.
for name, family, kind, protocol in (("xdp", 44, socket.SOCK_RAW, 0), ("bluetooth", 31, socket.SOCK_RAW, 1), ("can", 29, socket.SOCK_RAW, 1),
                                     ("key", 15, socket.SOCK_RAW, 2), ("alg", 38, socket.SOCK_SEQPACKET, 0), ("rds", 21, socket.SOCK_SEQPACKET, 0),
                                     ("tipc", 30, socket.SOCK_SEQPACKET, 0), ("netfilter", 16, socket.SOCK_RAW, 12)):
    attempt(name, lambda: socket.socket(family, kind, protocol).close())
{"reached": reached}
#### routes | - | ok {"reached":[]}
# Has a way out.
for path, first in ("/proc/net/route", 1), ("/proc/net/arp", 1):
    if os.path.exists(path):
        reached += open(path).read().strip().split("\n")[first:]
{"reached": reached}
