// What both Node clients share: where the edge is, and how results are told.
//
// Prints "ok NAME" or "not ok NAME: why" a test; node_test.py counts these lines.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

// OWNER is a user who owns nothing yet.
export const { EDGE, OWNER, TOKEN } = process.env;
export const MARK = randomUUID().slice(0, 8);
export { assert, randomUUID };

export async function run(tests) {
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`not ok ${name}: ${String(error.stack).replaceAll("\n", " | ")}`);
    }
  }
}

// Asks `done` until it returns something.
export async function until(done, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const result = await done();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not done within ${seconds} s`);
}
