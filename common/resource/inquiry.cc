#include "common/resource/inquiry.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::resource {

void Inquiry::Check(const Resource& resource, const google::protobuf::Message* old,
                    const google::protobuf::Message& next, Violations* violations) {
  if (!resource.hooks().questions) return;
  const std::map<std::string, std::string>& known = known_[&resource];
  for (const Question& question : resource.hooks().questions(old, next)) {
    const auto found = known.find(question.name);
    if (found == known.end()) {
      open_[&resource].insert(question.name);
    } else if (!found->second.empty()) {
      violations->Add(question.path, found->second);
    }
  }
}

absl::Status Inquiry::Ask(const rpc::Call& call) {
  for (const auto& [resource, open] : open_) {
    const std::vector<std::string> names(open.begin(), open.end());
    GUANXI_ASSIGN_OR_RETURN(const Faults faults, resource->hooks().ask(call, names));
    if (faults.size() != names.size()) {
      return absl::InternalError(absl::StrCat(names.size(), " names of ",
                                              resource->type().plural(), " were asked for, ",
                                              faults.size(), " were answered"));
    }
    for (size_t i = 0; i < names.size(); ++i) known_[resource][names[i]] = faults[i];
  }
  open_.clear();
  return absl::OkStatus();
}

}  // namespace guanxi::resource
