// The fields that requests of batch methods have in common (AIP-231, 233 to 235).
#ifndef GUANXI_COMMON_RESOURCE_BATCH_FIELDS_H_
#define GUANXI_COMMON_RESOURCE_BATCH_FIELDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// The names in `names`, 1 to 200, all under the batch's `parent`.
//   INVALID_ARGUMENT  INVALID_NAME   names, or the parent, are of another form
//   INVALID_ARGUMENT  INVALID_FIELD  how many there are, or names[i] is not under the parent
absl::StatusOr<std::vector<ResourceName>> BatchNames(const ResourceType& type,
                                                     const google::protobuf::Message& request);

// The entries in `requests`, 1 to 200. They must leave to the batch what is the batch's.
//   INVALID_ARGUMENT  INVALID_FIELD
absl::StatusOr<std::vector<const google::protobuf::Message*>> BatchEntries(
    const google::protobuf::Message& request);

// "requests[3]".
std::string EntryPath(size_t index);

// Collects what is wrong with the entries of a batch, so that the caller mends them in one go.
class BatchErrors {
 public:
  // Takes in an error about fields of an entry, and returns OK; returns any other.
  absl::Status Add(const absl::Status& status);
  // OK if there are none, else all of them under the first one's reason.
  absl::Status ToStatus() const { return violations_.ToStatus(reason_); }

 private:
  Violations violations_;
  std::string reason_;
};

// The one parent that a batch of existing resources is about. Resources without a parent, and ids
// that are `-` in it (`customers/-`), leave it open.
class BatchParent {
 public:
  //   INVALID_ARGUMENT  INVALID_NAME  `parent` is of another form
  static absl::StatusOr<BatchParent> Of(const ResourceType& type,
                                        const google::protobuf::Message& request);

  //   INVALID_ARGUMENT  INVALID_FIELD  the name in field `path` is not under it
  absl::Status Check(const ResourceName& name, absl::string_view path) const;

 private:
  explicit BatchParent(const ResourceName& name) : name_(name) {}

  const ResourceName name_;  // nil ids: any
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_BATCH_FIELDS_H_
