// The service's resources over a schema of their own on a real MariaDB, without the network.
#ifndef GUANXI_CUSTOMER_SVC_TEST_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_TEST_SERVICE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"
#include "common/timers/timers.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// One for each test. Ends the process if the database does not start.
struct TestService {
  TestService();
  // Over a schema that the caller made, perhaps by way of something that breaks connections.
  // `statements`: how many prepared statements a connection keeps.
  explicit TestService(const db::Server& server, size_t statements = 128);

  // A call of `tenant`'s first user, or of another one.
  rpc::Call CallOf(const Uuid& caller_tenant, const std::string& method = "/test/Method") const;
  rpc::Call call() const { return CallOf(tenant); }

  // One number from the schema, such as COUNT(*).
  int64_t Number(const std::string& sql);
  // One text, and one statement with one value.
  std::string Text(const std::string& sql);
  absl::Status Execute(const std::string& sql, const std::string& value);

  static v1::Customer Company(const std::string& display_name);
  // Creates it and returns what was stored; ends the process on an error.
  v1::Customer Create(const v1::Customer& customer);
  // Creates `count` companies in batches, each after `change` was made to it, by its number; ends
  // the process on an error.
  void CreateMany(int count, const std::function<void(int, v1::Customer*)>& change);

  FakeClock clock{absl::FromUnixSeconds(1790000000)};
  const Uuid tenant = DeriveUuid("tenant", "a");
  const Uuid other_tenant = DeriveUuid("tenant", "b");
  std::unique_ptr<db::Database> database;
  std::unique_ptr<resource::Environment> environment;
  timers::Timers timers;
  std::unique_ptr<const Resources> resources;
  std::unique_ptr<resource::Engine> engine;
  std::unique_ptr<const resource::Catalog> catalog;
  // Of the catalog.
  const resource::Methods* customers;
  const resource::Methods* contacts;
  const resource::Methods* definitions;
  const resource::Methods* ownership_records;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TEST_SERVICE_H_
