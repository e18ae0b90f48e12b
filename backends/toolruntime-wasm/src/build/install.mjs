// Runs `npm ci` only when node_modules does not hold what package-lock.json says, so that a build without changes
// neither waits for npm nor needs a network.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const wanted = contents("package-lock.json");
if (wanted === undefined || wanted !== contents("node_modules/.package-lock.json")) {
	const command = process.platform === "win32" ? "npm.cmd" : "npm";
	const { status, error } = spawnSync(command, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
		stdio: "inherit",
		shell: process.platform === "win32",
	});
	if (error) {
		console.error(`npm could not be started (${error.message}); install Node.js 20 or later`);
	}
	process.exit(status ?? 1);
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
