// Texts in models that nothing can show.
#ifndef GUANXI_WORKFLOW_SVC_PROCESS_TEXTS_H_
#define GUANXI_WORKFLOW_SVC_PROCESS_TEXTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace guanxi::workflow {

// Whether the text has characters that XML cannot hold or nobody sees: control characters but tabs
// and ends of lines, and U+FFFE and U+FFFF.
bool HasControls(absl::string_view text);
// The text without them.
std::string WithoutControls(absl::string_view text);

// The paths of all texts that have some, however deep they lie: `nodes[1].display_name`.
std::vector<std::string> PathsWithControls(const google::protobuf::Message& message);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_PROCESS_TEXTS_H_
