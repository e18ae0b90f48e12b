//// listeners-of-the-host | - | ok {"reached":[]}
// Reaches a server of the host.
for (const host of [...input.addresses, "::1", "localhost", "0.0.0.0", "host.docker.internal"]) {
  await attempt(host, () => connects({ host, port: input.tcpPort }));
}
return { reached };
//// metadata | - | ok {"reached":[]}
// Reaches the service that has the secrets of a machine in a cloud.
for (const host of ["169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254", "metadata.google.internal"]) {
  await attempt(host, () => connects({ host, port: 80 }));
}
return { reached };
//// names | - | ok {"reached":[]}
// Tells somebody by questions for names, which go out where nothing else does.
const dns = require("node:dns");
const resolver = new dns.promises.Resolver({ timeout: 300, tries: 1 });
resolver.setServers([...input.addresses.map((address) => `${address}:${input.udpPort}`), "192.0.2.1"]);
for (const name of ["secret.example.com", "metadata.google.internal"]) {
  for (const look of [() => dns.promises.lookup(name), () => resolver.resolve4(name)]) {
    try { await look(); reached.push(name); } catch (error) { if (!error.syscall && !error.code) throw error; }
  }
}
return { reached };
//// datagrams-to-the-host | - | ok "sent"
// Reaches a server of the host with datagrams, of which nobody tells whether they came.
const socket = require("node:dgram").createSocket("udp4");
for (const address of input.addresses) {
  await new Promise((resolve) => socket.send("x", input.udpPort, address, resolve));
}
socket.close();
await wait(100);
return "sent";
//// daemon-sockets | - | ok {"reached":[]}
// Reaches a daemon of the host that does what it is told.
for (const path of [input.unixSocket, "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock",
  "/run/podman/podman.sock", "/run/crio/crio.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/systemd/journal/socket",
  `/proc/1/root${input.unixSocket}`]) {
  await attempt(path, () => connects({ path }));
}
return { reached };
//// abstract-sockets | - | ok {"reached":[]}
// Reaches a process of the host by a name that no file system hides.
await attempt("abstract socket", () => connects({ path: `\0${input.abstractSocket}` }));
if (fs.existsSync("/proc/net/unix") && fs.readFileSync("/proc/net/unix", "utf8").includes(input.abstractSocket)) {
  reached.push("/proc/net/unix");
}
return { reached };
//// interfaces | - | ok {"reached":[]}
// Has a way out.
await attempt("an interface", () =>
  Object.values(require("node:os").networkInterfaces()).flat().some((address) => !address.internal));
return { reached };
