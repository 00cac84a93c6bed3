// Shows masked fields of a record, on the record.
#ifndef GUANXI_COMMON_RESOURCE_REVEALER_H_
#define GUANXI_COMMON_RESOURCE_REVEALER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/struct.pb.h"

namespace guanxi::resource {

// So often a caller may have a field shown to him, in each hour of the clock.
inline constexpr int kMaxRevealsPerHour = 30;

struct Reveal {
  ResourceName name;
  std::string path;    // as in a field mask, in snake_case or lowerCamelCase
  std::string reason;  // why: 1 to 512 bytes, not all of them blanks
};

// The record's JSON with the one field, unmasked, and a change row that says so: the fact
// `revealed.<path>` with the reason (metadata.v1.FieldReveal). In the unit of work of an RPC; what
// else it writes happens together with it.
//   INVALID_ARGUMENT    INVALID_FIELD      no personal data at the path; no reason
//   NOT_FOUND           <TYPE>_NOT_FOUND
//   PERMISSION_DENIED   FIELD_NOT_ALLOWED  the field is hidden from the caller
//   RESOURCE_EXHAUSTED  REVEAL_LIMIT       too often in this hour
absl::StatusOr<google::protobuf::Struct> RevealField(UnitOfWork& work, const Resource& resource,
                                                     const Reveal& reveal);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_REVEALER_H_
