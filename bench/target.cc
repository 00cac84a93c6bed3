#include "bench/target.h"

#include <cstdlib>
#include <utility>

#include "absl/flags/flag.h"
#include "bench/closed_loop.h"
#include "common/auth/jwt.h"
#include "common/base/status_macros.h"
#include "common/flags/service_flags.h"

ABSL_FLAG(std::string, ours, "", "host:port of the customer service");
ABSL_FLAG(std::string, bare, "", "host:port of bare_server");

namespace guanxi::bench {

absl::StatusOr<Target> Target::FromFlags() {
  Target target;
  target.ours = absl::GetFlag(FLAGS_ours);
  target.bare = absl::GetFlag(FLAGS_bare);
  if (target.ours.empty()) return absl::InvalidArgumentError("--ours is missing");
  const char* token = std::getenv("GUANXI_TOKEN");
  if (token == nullptr) return absl::InvalidArgumentError("GUANXI_TOKEN is not set");
  target.token = token;
  const char* limited = std::getenv("GUANXI_LIMITED_TOKEN");
  if (limited != nullptr) target.limited_token = limited;
  GUANXI_ASSIGN_OR_RETURN(const Jwt jwt, ParseJwt(target.token));
  GUANXI_ASSIGN_OR_RETURN(const TokenClaims claims, ParseClaims(jwt.payload));
  target.tenant = claims.principal.tenant;
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("customer-svc/schema"));
  GUANXI_ASSIGN_OR_RETURN(target.database, db::Database::Create(flags.database));
  return target;
}

std::vector<std::unique_ptr<CustomerStub>> OwnStubs(absl::string_view address, int count) {
  std::vector<std::unique_ptr<CustomerStub>> stubs;
  for (const auto& channel : OwnChannels(address, count)) {
    stubs.push_back(customer::v1::CustomerService::NewStub(channel));
  }
  return stubs;
}

}  // namespace guanxi::bench
