import { attempt } from "./attempt.mjs";

console.log(await attempt(JSON.parse(process.argv[2])));
