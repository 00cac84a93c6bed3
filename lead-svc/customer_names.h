// Whether customers that a request names are there, asked of customer-svc.
#ifndef GUANXI_LEAD_SVC_CUSTOMER_NAMES_H_
#define GUANXI_LEAD_SVC_CUSTOMER_NAMES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi::lead {

// A name that a request states, and where.
struct StatedName {
  std::string path;  // "opportunity.customer"
  std::string name;
};

// Thread-safe.
class CustomerNames {
 public:
  // `target` is the gRPC target of customer-svc.
  explicit CustomerNames(const std::string& target);

  // OK if the caller can read each of the customers there, with the caller's own token, and none is
  // deleted. One call for up to 200; names of another form are left to the checks of the resource.
  // Not to be called while a transaction is open.
  //
  // Errors: INVALID_FIELD at the paths of one that is absent or hidden, or of all that are deleted;
  // UNAVAILABLE, CUSTOMER_SVC_DOWN; those of the call.
  absl::Status Check(const rpc::Call& call, const std::vector<StatedName>& stated) const;

 private:
  const std::unique_ptr<customer::v1::CustomerService::Stub> customers_;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CUSTOMER_NAMES_H_
