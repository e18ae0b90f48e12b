// Puts TypeScript's compiler and the declarations of the language, all that of the npm package typescript is needed to
// read the types of tools, at target/typescript, from where they go into the jar. Runs `npm ci` only when node_modules
// does not hold what package-lock.json says, so that a build without changes neither waits for npm nor needs a network.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const PACKAGE = "node_modules/typescript/lib";
const PLACE = "target/typescript/io/toolruntime/javascript/typescript";
// All that the language has, and nothing of browsers
const DECLARATIONS = "esnext";

const wanted = contents("package-lock.json");
if (wanted === undefined || wanted !== contents("node_modules/.package-lock.json") || !existsSync(`${PACKAGE}/typescript.js`)) {
	install();
}
mkdirSync(PLACE, { recursive: true });
// By its name every runtime knows that it is no module
put("typescript.cjs", readFileSync(`${PACKAGE}/typescript.js`, "utf8"));
put("lib.json", JSON.stringify(declarations(DECLARATIONS, {})));

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

function put(name, text) {
	const file = `${PLACE}/${name}`;
	if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
		writeFileSync(file, text);
	}
}

// The declarations of a version of the language and of those before it, by the names of their files
function declarations(name, found) {
	const file = `lib.${name}.d.ts`;
	if (!(file in found)) {
		found[file] = readFileSync(`${PACKAGE}/${file}`, "utf8");
		for (const [, other] of found[file].matchAll(/^\/\/\/ <reference lib="([^"]+)" \/>\r?$/gm)) {
			declarations(other, found);
		}
	}
	return found;
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
