// Reads everything back: customers by the API, their history by SQL.
#ifndef GUANXI_TESTS_FAULT_WORLD_READER_H_
#define GUANXI_TESTS_FAULT_WORLD_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/db/options.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "tests/fault/content.h"
#include "tests/fault/verdict.h"

namespace guanxi::fault {

struct ReadOptions {
  ContentOf content = WholeContent;
  // The name of a customer, of whose tenant alone the world is. "": there is one tenant.
  std::string of_tenant_of;
};

// Nobody writes meanwhile. `schema` is that of the service behind `stub`, whose caller is of the
// tenant. Errors: those of the calls and of the database; INVALID_ARGUMENT: no customer's name.
absl::StatusOr<World> ReadWorld(customer::v1::CustomerService::StubInterface* stub,
                                const db::Server& schema, const ReadOptions& options = {});

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_WORLD_READER_H_
