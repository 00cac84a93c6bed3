// Drawings of groups, organisations and power maps, as a headless Chromium sets them: how wide
// letters are only a browser knows.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { assert, EDGE, MARK, randomUUID, run, TOKEN } from "./harness.mjs";

const CHROMIUM = "/usr/bin/chromium";
const SIZES = [10, 100, 1000];
const BELOW_EACH = 9;
const A_BATCH = 200;

// Whatever stands over something else, or out of its box, by more than a pixel.
const LOOK = `
const svg = document.querySelector("svg");
const boxes = [...svg.querySelectorAll("rect")]
  .filter((one) => one.getAttribute("rx") === "6" && one.getAttribute("width") >= 100)
  .map((one) => one.getBBox());
const texts = [...svg.querySelectorAll("text")]
  .map((one) => ({ box: one.getBBox(), text: one.textContent }));
const over = (a, b) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1
  && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 1;
const faults = [];
boxes.forEach((a, i) => boxes.slice(0, i).forEach((b, j) => {
  if (over(a, b)) faults.push("boxes " + j + " and " + i);
}));
for (const { box, text } of texts) {
  const own = boxes.filter((one) => over(one, box));
  if (own.length > 1) faults.push(text + " stands over a second box");
  for (const one of own) {
    if (box.x + box.width > one.x + one.width + 1) faults.push(text + " stands out of its box");
  }
}
const whole = { width: +svg.getAttribute("width"), height: +svg.getAttribute("height") };
for (const { box, text } of texts) {
  if (box.x < 0 || box.x + box.width > whole.width || box.y + box.height > whole.height) {
    faults.push(text + " stands out of the picture");
  }
}
const seen = { boxes: boxes.length, faults: faults.slice(0, 5), count: faults.length,
               text: texts.map((one) => one.text).join("") };
document.body.textContent = "";
const told = document.createElement("pre");
told.textContent = encodeURIComponent(JSON.stringify(seen));
document.body.append(told);`;

function nameOf(i) {
  const names = [`云帆科技${i}`, `中国机械设备工程股份有限公司华东区第${i}分公司`,
                 `HUAWEI MIDWESTERN TELECOMMUNICATIONS COMPANY ${i}`, `Zhang Weiming ${i}`];
  return names[i % names.length];
}

async function call(method, path, body) {
  const answer = await fetch(`http://${EDGE}/v1/${path}`, {
    method, headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer;
}

async function make(path, body) {
  return (await call("POST", path, body)).json();
}

function above(i) {
  return Math.floor((i - 1) / BELOW_EACH);
}

// What `requestFor` says of 0 to `count`, each after the one above it.
async function makeAll(path, count, requestFor) {
  for (let begin = 0; begin < count;) {
    let end = begin + 1;
    while (end < count && end - begin < A_BATCH && above(end) < begin) ++end;
    const requests = [];
    for (let i = begin; i < end; ++i) requests.push(requestFor(i));
    await make(path, { requests });
    begin = end;
  }
}

// A group of `count` companies; returns its top.
async function makeGroup(count) {
  const ids = Array.from({ length: count }, () => randomUUID());
  await makeAll("customers:batchCreate", count, (i) => ({
    customerId: ids[i],
    customer: { type: "ORGANIZATION", displayName: `${nameOf(i)} ${MARK}`, region: "华东",
                industry: "软件和信息技术服务业",
                ...(i > 0 && { parentOrganization: `customers/${ids[above(i)]}` }) },
  }));
  return `customers/${ids[0]}`;
}

// A company with `count` people, each with somebody above him.
async function makePeople(count) {
  const { name } = await make("customers", { type: "ORGANIZATION",
                                             displayName: `图 ${count} ${MARK}` });
  const ids = Array.from({ length: count }, () => randomUUID());
  await makeAll(`${name}/contacts:batchCreate`, count, (i) => ({
    parent: name,
    contactId: ids[i],
    contact: { displayName: nameOf(i), title: "采购与供应链管理部 SENIOR MANAGER",
               stance: (i % 5) - 2, influence: (i * 37) % 101,
               ...(i > 0 && { reportsTo: `${name}/contacts/${ids[above(i)]}` }) },
  }));
  return name;
}

// What a browser makes of a drawing.
async function look(path) {
  const svg = await (await call("GET", path)).text();
  assert.ok(svg.startsWith("<svg"), svg.slice(0, 200));
  const folder = await mkdtemp(join(tmpdir(), "gx-drawing-"));
  try {
    const page = join(folder, "page.html");
    await writeFile(page, `<!doctype html><meta charset="utf-8"><body>${svg}
      <script>${LOOK}</script></body>`);
    const { stdout } = await promisify(execFile)(CHROMIUM, [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
      `--user-data-dir=${join(folder, "profile")}`, "--dump-dom", `file://${page}`,
    ], { maxBuffer: 1 << 28 });
    return JSON.parse(decodeURIComponent(/<pre>(.*)<\/pre>/s.exec(stdout)[1]));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

function check(seen, count) {
  assert.equal(seen.boxes, count);
  assert.deepEqual(seen.faults, [], `${seen.count} faults`);
  assert.ok(seen.text.includes("云帆科技0"));
  assert.ok(seen.text.includes("中国机械设备工程股份有限公司华东区第1分公司"));
  assert.ok(!seen.text.includes("…"));
}

let group = "";
const tests = {
  async "a group is there"() {
    group = await makeGroup(SIZES.at(-1));
  },
};
for (const size of SIZES) {
  tests[`a tree of ${size} is whole`] = async () =>
    check(await look(`${group}:drawHierarchy?language=zh&depth=32&maxNodes=${size}`), size);
  tests[`people, ${size} of them, stand apart`] = async () => {
    const name = await makePeople(size);
    check(await look(`${name}:drawOrgChart?language=zh`), size);
    check(await look(`${name}:drawPowerMap?language=zh`), size);
  };
}
await run(tests);
