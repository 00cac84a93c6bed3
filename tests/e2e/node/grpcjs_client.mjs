// A Node server's way: @grpc/grpc-js, messages by @grpc/proto-loader from our .proto files.
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";
import { assert, EDGE, MARK, OWNER, randomUUID, run, TOKEN, until } from "./harness.mjs";

const definition = loader.loadSync(
  ["guanxi/customer/v1/customer_service.proto", "guanxi/customer/v1/contact_service.proto",
    "google/longrunning/operations.proto"],
  { includeDirs: process.env.PROTO_PATH.split(":"), longs: Number, enums: String, oneofs: true });
const root = grpc.loadPackageDefinition(definition);
const credentials = grpc.credentials.createInsecure();
const metadata = new grpc.Metadata();
metadata.set("authorization", `Bearer ${TOKEN}`);

const clients = [];
function unary(Service) {
  const client = new Service(EDGE, credentials);
  clients.push(client);
  return (method, request) => promisify(client[method].bind(client))(request, metadata);
}
const { CustomerService, ContactService } = root.guanxi.customer.v1;
const customers = unary(CustomerService);
const contacts = unary(ContactService);
const operations = unary(root.google.longrunning.Operations);
const streams = new CustomerService(EDGE, credentials);
clients.push(streams);

const create = (displayName, fields = {}) => customers("createCustomer",
  { customer: { type: "ORGANIZATION", displayName, ...fields } });

const finish = (operation) => until(async () => {
  const found = await operations("getOperation", { name: operation.name });
  assert.ok(!found.error, JSON.stringify(found.error));
  return found.done ? found : undefined;
});

await run({
  async "creates, reads, changes, deletes and restores"() {
    const made = await create("成都火锅餐饮公司", { industry: "catering" });
    assert.deepEqual(await customers("getCustomer", { name: made.name }), made);
    const changed = await customers("updateCustomer", {
      customer: { ...made, city: "成都" }, updateMask: { paths: ["city"] } });
    assert.equal(changed.city, "成都");
    await assert.rejects(
      customers("updateCustomer", {
        customer: { ...made, city: "重庆" }, updateMask: { paths: ["city"] } }),
      { code: grpc.status.ABORTED });
    const deleted = await customers("deleteCustomer", { name: made.name });
    assert.ok(deleted.deleteTime);
    const back = await customers("undeleteCustomer", { name: made.name });
    assert.ok(!back.deleteTime);
  },

  async "lists by filter and searches"() {
    const made = [await create(`一号${MARK}`, { owner: OWNER }), await create(`二号${MARK}`, { owner: OWNER })];
    const listed = await customers("listCustomers",
      { filter: `owner = "${OWNER}"`, orderBy: "update_time" });
    assert.deepEqual(listed.customers.map((c) => c.name), made.map((c) => c.name));
    const found = await customers("searchCustomers", { query: MARK });
    assert.deepEqual(new Set(found.customers.map((c) => c.name)),
      new Set(made.map((c) => c.name)));
  },

  async "keeps contacts under their customer"() {
    const parent = (await create("Contact Parent JS")).name;
    const made = await contacts("createContact", { parent, contact: { displayName: "Ana" } });
    const listed = await contacts("listContacts", { parent });
    assert.deepEqual(listed.contacts, [made]);
  },

  async "imports a stream and downloads an export"() {
    const operation = await new Promise((resolve, reject) => {
      const call = streams.importCustomers(metadata, (error, answer) =>
        error ? reject(error) : resolve(answer));
      call.write({ format: "CSV", sourceSystem: "e2ejs", requestId: randomUUID() });
      call.write({ file: { data: Buffer.from("id,type,name\n") } });
      for (let i = 0; i < 20; i++) {
        call.write({ file: { data: Buffer.from(`${MARK}-${i},ORGANIZATION,导入${i}${MARK}\n`) } });
      }
      call.end();
    });
    const imported = await finish(operation);
    assert.match(imported.response.type_url, /ImportCustomersResponse$/);
    const exported = await finish(await customers("exportCustomers",
      { filter: `external_ids.e2ejs = "${MARK}-3"`, format: "JSON_LINES" }));
    // An Any comes as bytes here; the file's name is its first field.
    const value = exported.response.value;
    const name = value.subarray(2, 2 + value[1]).toString();
    const content = await new Promise((resolve, reject) => {
      const pieces = [];
      const call = streams.downloadFile({ name }, metadata);
      call.on("data", (body) => pieces.push(body.data));
      call.on("end", () => resolve(Buffer.concat(pieces).toString()));
      call.on("error", reject);
    });
    assert.equal(JSON.parse(content).displayName, `导入3${MARK}`);
  },

  async "sees codes and texts of errors"() {
    await assert.rejects(customers("getCustomer", { name: `customers/${randomUUID()}` }),
      { code: grpc.status.NOT_FOUND });
    await assert.rejects(create(""), (error) => error.code === grpc.status.INVALID_ARGUMENT
      && error.details.includes("display_name"));
    const anonymous = new CustomerService(EDGE, credentials);
    clients.push(anonymous);
    await assert.rejects(promisify(anonymous.getCustomer.bind(anonymous))({ name: "x" }),
      { code: grpc.status.UNAUTHENTICATED });
  },

  async "has its deadline respected"() {
    await assert.rejects(
      promisify(streams.getCustomer.bind(streams))({ name: "customers/x" }, metadata,
        { deadline: Date.now() - 1 }),
      { code: grpc.status.DEADLINE_EXCEEDED });
  },
});
for (const client of clients) client.close();
