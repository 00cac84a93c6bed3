// What differs between two states of a record, field by field.
#ifndef GUANXI_COMMON_RESOURCE_FIELD_CHANGES_H_
#define GUANXI_COMMON_RESOURCE_FIELD_CHANGES_H_

#include "absl/status/status.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::resource {

// Appends the differences to the change's fields, in the order of the message's: messages of ours
// field by field, maps by key, anything else as a whole. What the engine itself sets (etag and
// times) is left out. INTERNAL if a value cannot be written as JSON.
absl::Status AddFieldChanges(const ResourceType& type, const google::protobuf::Message& before,
                             const google::protobuf::Message& after, metadata::v1::Change* change);

// The same for all that `state` holds, as `after`; of what the engine sets only whether it is
// deleted (`delete_time`).
absl::Status AddAllFields(const ResourceType& type, const google::protobuf::Message& state,
                          metadata::v1::Change* change);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_FIELD_CHANGES_H_
