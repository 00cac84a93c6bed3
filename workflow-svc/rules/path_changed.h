// Whether an event changed what lies at a path.
#ifndef GUANXI_WORKFLOW_SVC_RULES_PATH_CHANGED_H_
#define GUANXI_WORKFLOW_SVC_RULES_PATH_CHANGED_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace guanxi::workflow {

// Whether the values at `path` (`grade`, `address.country`, `custom.area`) of two messages of one
// type differ. What is not in the type does not.
bool PathDiffers(const google::protobuf::Message& before, const google::protobuf::Message& after,
                 absl::string_view path);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_PATH_CHANGED_H_
