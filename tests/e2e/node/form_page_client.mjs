// examples/form.html in a headless Chromium, as a stranger fills it in. This process serves the page,
// with a script behind it that types and clicks, and looks at what came of it.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, EDGE, MARK, run, TOKEN, until } from "./harness.mjs";

const CHROMIUM = "/usr/bin/chromium";
const PAGE = join(process.env.PROTO_PATH.split(":")[0], "../examples/form.html");

// A person at the page: fills in what `?values=` says, clicks, and reads what it tells.
const PERSON = `<script type="module">
const values = JSON.parse(new URL(location.href).searchParams.get("values"));
const seen = () => ({ wrong: document.getElementById("wrong").textContent,
                      told: document.getElementById("told").textContent });
const wait = setInterval(async () => {
  const button = document.querySelector("form button");
  if (document.querySelector("form").hidden) return;
  clearInterval(wait);
  for (const [name, value] of Object.entries(values)) {
    document.querySelector("[name=" + name + "]").value = value;
  }
  button.click();
  const done = setInterval(async () => {
    const now = seen();
    if (!now.wrong && !now.told) return;
    clearInterval(done);
    await fetch("/seen", { method: "POST", body: JSON.stringify(now) });
  }, 50);
}, 50);
</script>`;

async function rest(method, path, body) {
  const answer = await fetch(`http://${EDGE}/v1/${path}`, {
    method, headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

async function publish() {
  const displayName = `页 ${MARK} ${randomUUID()}`;
  const source = await rest("POST", "leadSources", { displayName, channel: "WEB_FORM" });
  const form = await rest("POST", "captureForms", {
    displayName: "试用", source: source.name, published: true, trapKey: "website",
    consentText: "同意联系", fields: [
      { key: "who", displayName: "姓名", type: "TEXT", required: true, leadField: "display_name" },
      { key: "phone", displayName: "手机", type: "PHONE", leadField: "phones" },
      { key: "size", displayName: "规模", type: "CHOICE", options: ["10", "100"] }],
  });
  const { openPath } = await rest("GET", `${form.name}:locate`);
  return `http://${EDGE}${openPath.slice(0, -":open".length)}`;
}

// What the page tells somebody who fills it in so.
async function visit(form, values) {
  const page = await readFile(PAGE, "utf8");
  let told;
  const server = createServer(async (request, response) => {
    if (request.url.startsWith("/seen")) {
      let body = "";
      for await (const part of request) body += part;
      told = JSON.parse(body);
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page + PERSON);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = await mkdtemp(join(tmpdir(), "gx-chromium-"));
  const query = new URLSearchParams({ form, values: JSON.stringify(values), state: "hz-expo" });
  const browser = spawn(CHROMIUM, [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
    `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/?${query}`,
  ], { stdio: "ignore" });
  const failed = new Promise((_, reject) => browser.on("error", reject));
  try {
    await Promise.race([failed, until(() => told)]);
    return told;
  } finally {
    browser.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 20 });
  }
}

function phone() {
  return `+86137${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
}

await run({
  async "a stranger fills in the page, becomes a lead and is told no more than a customer is"() {
    const form = await publish();
    const unknown = phone();
    const first = await visit(form, { who: `王芳${MARK}`, phone: unknown, size: "100" });
    assert.match(first.told, /谢谢/);
    const { leads } = await rest("GET", `leads:search?query=${encodeURIComponent(unknown)}`);
    assert.deepEqual(leads.map((lead) => lead.displayName), [`王芳${MARK}`]);
    assert.equal(leads[0].attribution.state, "hz-expo");
    const { touches } = await rest("GET", `${leads[0].name}/touches`);
    assert.equal(touches.length, 1);
    // What it is worth, and why: for a form of the web there are points, all of them named.
    const score = await rest("GET", `${leads[0].name}:explainScore`);
    assert.equal(score.behaviorReasons[0].touch, touches[0].name);
    const points = [...(score.fitReasons ?? []), ...score.behaviorReasons]
      .reduce((sum, reason) => sum + (reason.points ?? 0), 0);
    assert.ok(Math.abs(points - score.total) < 0.5, JSON.stringify(score));
    assert.equal(score.grade ?? "", leads[0].grade ?? "");
    const known = phone();
    await rest("POST", "customers", {
      type: "ORGANIZATION", displayName: `云帆${MARK}`, phones: [{ number: known }] });
    assert.deepEqual(await visit(form, { who: "李强", phone: known }), first);
  },
  async "what is wrong is named on the page"() {
    const told = await visit(await publish(), { who: "王芳", phone: "1" });
    assert.match(told.wrong, /phone/);
  },
});
