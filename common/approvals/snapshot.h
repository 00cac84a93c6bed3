// Values of records as texts, as workflow-svc takes and gives them: what an approval is asked
// about, and what people write to a record with their decisions.
//
// Pure. A path is a field's name, or two with a dot between: `discount.percent`.
#ifndef GUANXI_COMMON_APPROVALS_SNAPSHOT_H_
#define GUANXI_COMMON_APPROVALS_SNAPSHOT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace guanxi::approvals {

// The value in the form that filters have it in: `600000 CNY`, `2027-01-31`, `12.5`, `SALES`,
// `true`, a text or name as it is. None: the field is not set, or there is no such path; every
// value of a repeated one.
std::vector<std::string> TextsAt(const google::protobuf::Message& message, absl::string_view path);

// Sets the field to what `texts` say; none clears it. What the resource says of it is not looked
// at.
//   INVALID_ARGUMENT  INVALID_FIELD  naming `path`: no such field, one that is the service's
//                                    (OUTPUT_ONLY), or no value of its type
absl::Status SetTextsAt(absl::string_view path, const std::vector<std::string>& texts,
                        google::protobuf::Message* message);

// Whether the field, with all that lies in it, is the same.
bool IsSameAt(absl::string_view path, const google::protobuf::Message& a,
              const google::protobuf::Message& b);

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_SNAPSHOT_H_
