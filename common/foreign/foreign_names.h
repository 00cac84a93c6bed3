// Names of other services' records: whether there is what they name, asked of those who know.
//
// What is asked is the standard BatchGet of the kind, found by descriptors: a service that may name
// what another has lists the file of its proto service, and nothing more.
#ifndef GUANXI_COMMON_FOREIGN_FOREIGN_NAMES_H_
#define GUANXI_COMMON_FOREIGN_FOREIGN_NAMES_H_

#include <grpcpp/channel.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/foreign/kinds.h"
#include "common/resource/behavior.h"
#include "common/rpc/call.h"

namespace guanxi::foreign {

// Thread-safe.
class ForeignNames {
 public:
  // `targets`: the gRPC target of each service that `kinds` are of.
  ForeignNames(std::vector<Kind> kinds, const std::map<std::string, std::string>& targets);

  const std::vector<Kind>& kinds() const { return kinds_; }

  // What is wrong with each of the names, which are in canonical form and of one of the kinds:
  // whether the caller can read the record where it is, with the caller's own token, and it is not
  // deleted. One call for all of a kind, or several where one answer cannot hold them, or tells
  // only of those that are absent or hidden. At most 3 s, within the deadline of `call`. Not to be
  // called while a transaction is open.
  //
  // Errors: UNAVAILABLE, <SERVICE>_DOWN (CUSTOMER_SVC_DOWN); those of the call.
  absl::StatusOr<resource::Faults> Ask(const rpc::Call& call,
                                       absl::Span<const std::string> names) const;

 private:
  const std::vector<Kind> kinds_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // by service
};

}  // namespace guanxi::foreign

#endif  // GUANXI_COMMON_FOREIGN_FOREIGN_NAMES_H_
