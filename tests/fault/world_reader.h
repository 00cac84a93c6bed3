// Reads everything back: customers by the API, their history by SQL.
#ifndef GUANXI_TESTS_FAULT_WORLD_READER_H_
#define GUANXI_TESTS_FAULT_WORLD_READER_H_

#include "absl/status/statusor.h"
#include "common/db/options.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "tests/fault/verdict.h"

namespace guanxi::fault {

// Nobody writes meanwhile. `schema` is that of the service behind `stub`.
absl::StatusOr<World> ReadWorld(customer::v1::CustomerService::StubInterface* stub,
                                const db::Server& schema);

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_WORLD_READER_H_
