import { parentPort, workerData } from "node:worker_threads";
import { attempt } from "./attempt.mjs";

parentPort.postMessage(await attempt(workerData));
