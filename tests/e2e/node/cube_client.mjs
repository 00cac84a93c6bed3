// Dashboards' way: Cube's own client against /v1/load and /v1/meta.
//
// MINE is a customer of the salesperson whose token SALES_TOKEN is, THEIRS is not; each has an order
// of 100.10 CNY on 2026-11-02, and THEIRS another one of 50 CNY on 2026-10-05.
import cube from "@cubejs-client/core";
import { assert, EDGE, run, TOKEN, until } from "./harness.mjs";

const { MINE, SALES_TOKEN, THEIRS } = process.env;
const apiUrl = `http://${EDGE}/v1`;
const manager = cube(`Bearer ${TOKEN}`, { apiUrl, method: "POST" });
const salesperson = cube(`Bearer ${SALES_TOKEN}`, { apiUrl, method: "POST" });
// Short queries go by GET unless a client is told otherwise; the model always does.
const plain = cube(`Bearer ${TOKEN}`, { apiUrl });
const plainSales = cube(`Bearer ${SALES_TOKEN}`, { apiUrl });

const both = { member: "orders.customer", operator: "equals", values: [MINE, THEIRS] };
const orders = {
  measures: ["orders.count", "orders.amount"],
  timeDimensions: [{
    dimension: "orders.order_date", granularity: "month", dateRange: ["2026-10-01", "2026-11-30"],
  }],
  filters: [both],
  timezone: "Asia/Shanghai",
};
const amounts = (result) => result.chartPivot().map((row) => [row.x, row["orders.amount"]]);

await run({
  async "loads figures by POST and pivots them"() {
    const result = await until(async () => {
      const loaded = await manager.load(orders);
      const total = loaded.rawData().reduce((sum, row) => sum + Number(row["orders.amount"]), 0);
      return Math.abs(total - 250.2) < 0.001 ? loaded : undefined;
    });
    assert.deepEqual(amounts(result),
      [["2026-10-01T00:00:00.000", 50], ["2026-11-01T00:00:00.000", 200.2]]);
    assert.deepEqual(result.seriesNames().map((series) => series.key),
      ["orders.count", "orders.amount"]);
    assert.ok(result.loadResponses[0].lastRefreshTime);
  },

  async "loads the same by GET"() {
    assert.deepEqual(amounts(await plain.load(orders)), amounts(await manager.load(orders)));
  },

  async "shows a salesperson his own"() {
    assert.deepEqual(amounts(await salesperson.load(orders)),
      [["2026-10-01T00:00:00.000", 0], ["2026-11-01T00:00:00.000", 100.1]]);
  },

  async "compares ranges"() {
    const result = await manager.load({
      ...orders,
      timeDimensions: [{
        dimension: "orders.order_date",
        compareDateRange: [["2026-10-01", "2026-10-31"], ["2026-11-01", "2026-11-30"]],
      }],
    });
    const [october, november] = result.decompose();
    assert.equal(Number(october.rawData()[0]["orders.amount"]), 50);
    assert.equal(Number(november.rawData()[0]["orders.amount"]), 200.2);
  },

  async "describes what there is, and to each what he may ask for"() {
    const meta = await plain.meta();
    assert.equal(meta.resolveMember("orders.amount", "measures").type, "number");
    assert.equal(meta.resolveMember("orders.order_date", "dimensions").type, "time");
    assert.ok(meta.cubesMap.contracts);
    const his = await plainSales.meta();
    assert.ok(his.cubesMap.orders);
    assert.ok(!his.cubesMap.contracts);
  },

  async "refuses what it does not know, and says which"() {
    await assert.rejects(manager.load({ measures: ["orders.nothing"] }), (error) =>
      error.status === 400 && JSON.stringify(error.response).includes("query.measures[0]"));
    await assert.rejects(salesperson.load({ measures: ["contracts.count"] }),
      (error) => error.status === 403);
  },
});
