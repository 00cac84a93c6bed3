#include "common/resource/inquiry.h"

#include <vector>

#include "common/base/status_macros.h"

namespace guanxi::resource {

void Inquiry::Check(const Resource& resource, const google::protobuf::Message* old,
                    const google::protobuf::Message& next, Violations* violations) {
  if (!resource.hooks().questions) return;
  const Faults& known = known_[&resource];
  for (const Question& question : resource.hooks().questions(old, next)) {
    const auto found = known.find(question.name);
    if (found == known.end()) {
      open_[&resource].insert(question.name);
    } else if (!found->second.empty()) {
      violations->Add(question.path, found->second);
      has_refused_ = true;
    }
  }
}

absl::Status Inquiry::Ask(const rpc::Call& call) {
  for (const auto& [resource, open] : open_) {
    const std::vector<std::string> names(open.begin(), open.end());
    GUANXI_ASSIGN_OR_RETURN(Faults faults, resource->hooks().ask(call, names));
    known_[resource].merge(faults);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
