// Puts swc's WebAssembly module, which the npm package amaro carries as text inside a script, at target/swc/swc.wasm,
// where the compiler plugin finds it. Runs `npm ci` only when node_modules does not hold what package-lock.json says,
// so that a build without changes neither waits for npm nor needs a network.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const SCRIPT = "node_modules/amaro/dist/internal.js";
const MODULE = "target/swc/swc.wasm";
const COMPILED = "target/generated-resources/endive-compiler/io/toolruntime/typescript/generated";

const wanted = contents("package-lock.json");
if (wanted === undefined || wanted !== contents("node_modules/.package-lock.json") || !existsSync(SCRIPT)) {
	install();
}
extract();

function install() {
	const windows = process.platform === "win32";
	const { status, error } = spawnSync(windows ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
		stdio: "inherit",
		shell: windows,
	});
	if (error) {
		console.error(`npm could not be started (${error.message}); install Node.js 20 or later`);
	}
	if (status !== 0) {
		process.exit(status ?? 1);
	}
}

function extract() {
	// The magic number "\0asm" in base64 begins with AGFzbQ
	const [, base64] = /"(AGFzbQ[A-Za-z0-9+/]+={0,2})"/.exec(readFileSync(SCRIPT, "latin1")) ?? [];
	if (base64 === undefined) {
		console.error(`${SCRIPT} holds no WebAssembly module; look how this version of amaro carries it`);
		process.exit(1);
	}
	const module = Buffer.from(base64, "base64");
	if (existsSync(MODULE) && module.equals(readFileSync(MODULE))) {
		return;
	}
	mkdirSync("target/swc", { recursive: true });
	writeFileSync(MODULE, module);
	if (existsSync(COMPILED)) {
		// Maven has decided already whether to compile: by the absence of these
		rmSync(COMPILED, { recursive: true });
		console.error("The WebAssembly module has changed; run the build again, it will be compiled then");
		process.exit(1);
	}
}

// Names and digests of the packages in a lock file; undefined if it is not there
function contents(path) {
	try {
		const { packages } = JSON.parse(readFileSync(path, "utf8"));
		return JSON.stringify(
			Object.entries(packages)
				.filter(([name]) => name !== "")
				.map(([name, { version, integrity }]) => [name, version, integrity])
				.sort(),
		);
	} catch {
		return undefined;
	}
}
