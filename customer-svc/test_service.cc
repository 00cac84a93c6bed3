#include "customer-svc/test_service.h"

#include "absl/strings/str_cat.h"
#include "common/crypto/key_ring.h"
#include "common/policy/rights.h"
#include "common/testing/mariadb.h"
#include "common/testing/names.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {

TestService::TestService()
    : TestService(SharedMariaDb()->CreateSchema("customer-svc/schema").value()) {}

TestService::TestService(const db::Server& server, size_t statements) {
  db::Options options;
  options.server = server;
  options.statement_cache_size = statements;
  database = db::Database::Create(options).value();
  const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
  environment = resource::Environment::Create(&clock, crypto::KeyRing::Parse(key_file).value(),
                                              std::string(32, 'k'))
                    .value();
  resources = Resources::Create(&timers).value();
  engine = std::make_unique<resource::Engine>(database.get(), environment.get());
  catalog = resource::Catalog::Create(engine.get(), resources->all()).value();
  customers = &catalog->Of<v1::Customer>();
  contacts = &catalog->Of<v1::Contact>();
  definitions = &catalog->Of<metadata::v1::FieldDefinition>();
  ownership_records = &catalog->Of<v1::OwnershipRecord>();
}

rpc::Call TestService::CallOf(const Uuid& caller_tenant, const std::string& method) const {
  rpc::Call call;
  call.principal.tenant = caller_tenant;
  call.principal.subject = absl::StrCat("users/", DeriveUuid("user", "alice").ToString());
  call.principal.client = "test";
  call.principal.rights = policy::AllRights();
  call.method = method;
  call.deadline = absl::Now() + absl::Seconds(60);
  return call;
}

int64_t TestService::Number(const std::string& sql) {
  int64_t number = -1;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) {
    auto rows = tx.Select({"test.number", sql, /*infrastructure=*/true}, {});
    if (rows.ok()) number = (*rows)[0].Int64(0);
    return rows.status();
  });
  return status.ok() ? number : -1;
}

std::string TestService::Text(const std::string& sql) {
  std::string text;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) {
    auto rows = tx.Select({"test.text", sql, /*infrastructure=*/true}, {});
    if (rows.ok()) text = std::string((*rows)[0].String(0));
    return rows.status();
  });
  return status.ok() ? text : status.ToString();
}

absl::Status TestService::Execute(const std::string& sql, const std::string& value) {
  return database->ReadWrite({}, [&](db::Transaction& tx) {
    return tx.Execute({"test.execute", sql, /*infrastructure=*/true}, {value}).status();
  });
}

v1::Customer TestService::Company(const std::string& display_name) {
  v1::Customer customer;
  customer.set_type(v1::Customer::ORGANIZATION);
  customer.set_display_name(display_name);
  return customer;
}

v1::Customer TestService::Create(const v1::Customer& customer) {
  v1::CreateCustomerRequest request;
  *request.mutable_customer() = customer;
  return customers->Create<v1::Customer>(call(), request).value();
}

void TestService::CreateMany(int count, const std::function<void(int, v1::Customer*)>& change) {
  NameGenerator names(7);
  for (int done = 0; done < count;) {
    v1::BatchCreateCustomersRequest request;
    for (int i = 0; i < 200 && done < count; ++i, ++done) {
      v1::Customer& customer = *request.add_requests()->mutable_customer();
      customer = Company(names.Company());
      change(done, &customer);
    }
    customers->BatchCreate<v1::BatchCreateCustomersResponse>(call(), request).value();
    clock.Advance(absl::Milliseconds(7));
  }
}

}  // namespace guanxi::customer
