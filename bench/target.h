// The running stack as a measurement sees it.
#ifndef GUANXI_BENCH_TARGET_H_
#define GUANXI_BENCH_TARGET_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi::bench {

using CustomerStub = customer::v1::CustomerService::Stub;

struct Target {
  // From the command line, GUANXI_TOKEN and GUANXI_LIMITED_TOKEN; texts of errors name what is
  // missing.
  static absl::StatusOr<Target> FromFlags();

  // "host:port" of the customer service, and of bare_server; "" if it was not given.
  std::string ours, bare;
  std::string token;
  // Of somebody who sees some rows and some fields; "" if it was not given.
  std::string limited_token;
  Uuid tenant;                             // the token's
  std::unique_ptr<db::Database> database;  // the customer service's schema, as its own user
};

// Stubs that each have a connection of their own.
std::vector<std::unique_ptr<CustomerStub>> OwnStubs(absl::string_view address, int count);

// One call that waits: `method` is a synchronous method of the stub.
template <typename Response, typename Request>
absl::StatusOr<Response> Call(CustomerStub* stub,
                              grpc::Status (CustomerStub::*method)(grpc::ClientContext*,
                                                                   const Request&, Response*),
                              absl::string_view token, const Request& request) {
  grpc::ClientContext context;
  rpc::Prepare(absl::Seconds(30), token, &context);
  Response response;
  const grpc::Status status = (stub->*method)(&context, request, &response);
  if (!status.ok()) return FromGrpcStatus(status);
  return response;
}

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_TARGET_H_
