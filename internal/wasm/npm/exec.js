#!/usr/bin/env -S node --no-warnings
// Answers requests, one a line: a target of logsieve conformance run --target exec.
import { createInterface } from "node:readline";
import { open } from "./index.js";

const engine = await open();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(engine.answer(line) + "\n");
}
