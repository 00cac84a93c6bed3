// Old names in calls: records that were merged are found by them.
#ifndef GUANXI_COMMON_MERGE_NAME_FORWARDER_H_
#define GUANXI_COMMON_MERGE_NAME_FORWARDER_H_

#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::merge {

// Thread-safe. Owns nothing.
class NameForwarder {
 public:
  // `collections`: of records that are merged, this service's or another's.
  NameForwarder(db::Database* database, std::set<std::string> collections)
      : database_(database), collections_(std::move(collections)) {}

  // For rpc::Pipeline::OnFailure: whether a call that failed with `status` names records that were
  // merged; then the names in `*request` are those that they lead to. Looks into fields that hold
  // names (FieldRules.collection, google.api.resource_reference) and those called `name`, `names`
  // and `parent`, at any depth. A name below a survivor of what an undone merge had moved
  // there leads to where it went back. False if that cannot be found out.
  //
  // Calls that fail otherwise than by a name (any codes but NOT_FOUND, INVALID_ARGUMENT and
  // FAILED_PRECONDITION), or state no name of the collections, cost no statement.
  bool Rephrase(const rpc::Call& call, const absl::Status& status,
                google::protobuf::Message* request) const;

 private:
  absl::StatusOr<bool> Forward(const rpc::Call& call, google::protobuf::Message* request) const;

  db::Database* const database_;
  const std::set<std::string> collections_;
};

}  // namespace guanxi::merge

#endif  // GUANXI_COMMON_MERGE_NAME_FORWARDER_H_
