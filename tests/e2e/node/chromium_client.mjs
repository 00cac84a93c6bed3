// A page in a headless Chromium follows events over gRPC-Web, by the modules that a web application
// would load. This process serves them to it, tells it when to go on, and counts.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assert, EDGE, MARK, run, TOKEN, until } from "./harness.mjs";

const CHROMIUM = "/usr/bin/chromium";
const ROUNDS = 4;
const A_ROUND = 10;

// Bare names of modules are asked for here, which knows where Node finds them.
const PAGE = `<!doctype html><meta charset="utf-8">
<script type="importmap">{"imports": {
  "@bufbuild/": "/module/@bufbuild/", "@connectrpc/": "/module/@connectrpc/"}}</script>
<script type="module" src="/page.mjs"></script>`;

const SCRIPT = `
import { createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { EventService } from "/file${here("gen/guanxi/customer/v1/event_service_pb.js")}";
const transport = createGrpcWebTransport({ baseUrl: "http://${EDGE}", interceptors: [
  (next) => (request) => { request.header.set("authorization", "Bearer ${TOKEN}"); return next(request); }] });
const events = createClient(EventService, transport);
const tell = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });
let token = "";
try {
  for (let round = 0; round <= ${ROUNDS}; ++round) {
    // Cut off in the middle of the stream, before all of a round have come, and resumed.
    const cut = new AbortController();
    let seen = 0;
    for await (const message of events.watchEvents({ token }, { signal: cut.signal })) {
      token = message.nextToken;
      const names = message.events.filter((one) => one.change.kind === 1).map((one) => one.name);
      seen += names.length;
      await tell("/seen", { round, names });
      if (round === 0 || (round < ${ROUNDS} && seen >= ${A_ROUND} - 3)) { cut.abort(); break; }
    }
    await tell("/round", { round });
  }
} catch (error) {
  await tell("/failed", String(error.stack));
}`;

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}

async function create(name) {
  const answer = await fetch(`http://${EDGE}/v1/customers`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "ORGANIZATION", displayName: name }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()).name;
}

// What the page has told.
const told = { round: -1, seen: [], failed: "" };

async function answer(request, response) {
  const path = new URL(request.url, "http://page").pathname;
  const send = (type, body) => response.writeHead(200, { "content-type": type }).end(body);
  if (path === "/") return send("text/html", PAGE);
  if (path === "/page.mjs") return send("text/javascript", SCRIPT);
  if (path.startsWith("/module/")) {
    const file = fileURLToPath(import.meta.resolve(path.slice("/module/".length)));
    return response.writeHead(302, { location: `/file${file}` }).end();
  }
  if (path.startsWith("/file/") && path.endsWith(".js")) {
    return send("text/javascript", await readFile(path.slice("/file".length)));
  }
  let body = "";
  for await (const part of request) body += part;
  const message = JSON.parse(body || "null");
  if (path === "/seen") {
    told.seen.push(...message.names);
    told.round = Math.max(told.round, message.round);
  }
  if (path === "/failed") told.failed = message;
  return send("application/json", "{}");
}

await run({
  async "a page follows events, is cut off, resumes, and misses and repeats nothing"() {
    const server = createServer((request, response) =>
      answer(request, response).catch((error) => response.writeHead(500).end(String(error))));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const profile = await mkdtemp(join(tmpdir(), "gx-chromium-"));
    const browser = spawn(CHROMIUM, [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
      `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`,
    ], { stdio: "ignore" });
    const failed = new Promise((_, reject) => browser.on("error", reject));
    try {
      const goes = (condition) => Promise.race([failed, until(() => {
        if (told.failed) throw new Error(told.failed);
        return condition();
      })]);
      await goes(() => told.round >= 0);
      const names = [];
      for (let round = 1; round <= ROUNDS; ++round) {
        for (let i = 0; i < A_ROUND; ++i) names.push(await create(`页${round}${i}${MARK}`));
        const least = round < ROUNDS ? names.length - 3 : names.length;
        await goes(() => told.seen.length >= least);
      }
      assert.deepEqual(told.seen.toSorted(), names.toSorted());
    } finally {
      browser.kill("SIGKILL");
      server.closeAllConnections();
      server.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    }
  },
});
