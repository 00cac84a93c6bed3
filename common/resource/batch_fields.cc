#include "common/resource/batch_fields.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/name_fields.h"
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
  BatchErrors errors;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string path = absl::StrCat("names[", i, "]");
    const auto name = ParseName(type, names[i], path);
    const absl::Status status = name.ok() ? parent.Check(*name, path) : name.status();
    GUANXI_RETURN_IF_ERROR(errors.Add(status));
    if (status.ok()) parsed.push_back(*name);
  }
  GUANXI_RETURN_IF_ERROR(errors.ToStatus());
  return parsed;
}

std::string EntryPath(size_t index) { return absl::StrCat("requests[", index, "]"); }

absl::StatusOr<std::vector<const Message*>> BatchEntries(const Message& request) {
  std::vector<const Message*> entries = MessagesField(request, "requests");
  if (entries.empty() || entries.size() > kMaxWrites) {
    return InvalidField("requests", absl::StrCat("want 1 to ", kMaxWrites, " requests"));
  }
  Violations violations;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!StringField(*entries[i], "request_id").empty()) {
      violations.Add(JoinPath(EntryPath(i), "request_id"), "belongs to the batch");
    }
    if (BoolField(*entries[i], "validate_only")) {
      violations.Add(JoinPath(EntryPath(i), "validate_only"), "belongs to the batch");
    }
    const std::string parent = CanonicalName(StringField(*entries[i], "parent"));
    if (!parent.empty() && parent != CanonicalName(StringField(request, "parent"))) {
      violations.Add(JoinPath(EntryPath(i), "parent"), "differs from the batch's");
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return entries;
}

absl::StatusOr<BatchParent> BatchParent::Of(const ResourceType& type, const Message& request) {
  if (!type.has_parent()) return BatchParent(ResourceName());
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, ParseParent(type, StringField(request, "parent"),
                                                               "parent", Wildcard::kAllow));
  return BatchParent(name);
}

absl::Status BatchParent::Check(const ResourceName& name, absl::string_view path) const {
  const bool fits = (name_.id.IsNil() || name.parent == name_.id) &&
                    (name_.parent.IsNil() || name.grandparent == name_.parent);
  if (fits) return absl::OkStatus();
  return InvalidField(path, "is not under the batch's parent");
}

absl::Status BatchErrors::Add(const absl::Status& status) {
  if (!IsAboutFields(status)) return status;
  if (violations_.empty()) reason_ = Reason(status);
  violations_.AddAll("", status);
  return absl::OkStatus();
}

}  // namespace guanxi::resource
