#include "common/resource/batch_fields.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/request_fields.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {

using google::protobuf::Message;

absl::StatusOr<std::vector<ResourceName>> BatchNames(const ResourceType& type,
                                                     const Message& request) {
  const std::vector<std::string> names = StringsField(request, "names");
  if (names.empty() || names.size() > kMaxWrites) {
    return InvalidField("names", absl::StrCat("want 1 to ", kMaxWrites, " names"));
  }
  GUANXI_ASSIGN_OR_RETURN(const BatchParent parent, BatchParent::Of(type, request));
  std::vector<ResourceName> parsed;
  Violations violations;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string path = absl::StrCat("names[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name, ParseName(type, names[i], path));
    parent.Check(name, path, &violations);
    parsed.push_back(name);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return parsed;
}

absl::StatusOr<std::vector<const Message*>> BatchEntries(const Message& request) {
  std::vector<const Message*> entries = MessagesField(request, "requests");
  if (entries.empty() || entries.size() > kMaxWrites) {
    return InvalidField("requests", absl::StrCat("want 1 to ", kMaxWrites, " requests"));
  }
  Violations violations;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!StringField(*entries[i], "request_id").empty()) {
      violations.Add(absl::StrCat("requests[", i, "].request_id"), "belongs to the batch");
    }
    if (BoolField(*entries[i], "validate_only")) {
      violations.Add(absl::StrCat("requests[", i, "].validate_only"), "belongs to the batch");
    }
    const std::string parent = StringField(*entries[i], "parent");
    if (!parent.empty() && parent != StringField(request, "parent")) {
      violations.Add(absl::StrCat("requests[", i, "].parent"), "differs from the batch's");
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return entries;
}

absl::StatusOr<BatchParent> BatchParent::Of(const ResourceType& type, const Message& request) {
  if (!type.has_parent()) return BatchParent(Uuid());
  GUANXI_ASSIGN_OR_RETURN(
      const Uuid id, ParseParent(type, StringField(request, "parent"), "parent", Wildcard::kAllow));
  return BatchParent(id);
}

void BatchParent::Check(const ResourceName& name, const std::string& path,
                        Violations* violations) const {
  if (!id_.IsNil() && name.parent != id_) violations->Add(path, "is not under the batch's parent");
}

}  // namespace guanxi::resource
