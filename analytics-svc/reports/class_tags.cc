#include "analytics-svc/reports/class_tags.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_fields.h"
#include "common/resource/resource_name.h"

namespace guanxi::analytics {

std::map<v1::ValueClass, std::string> TakeClassTags(
    const google::protobuf::RepeatedPtrField<v1::RfmClassTag>& tags, Violations* violations) {
  std::map<v1::ValueClass, std::string> by_class;
  std::set<std::string> names;
  for (int i = 0; i < tags.size(); ++i) {
    const v1::RfmClassTag& one = tags[i];
    const std::string path = absl::StrCat("tags[", i, "]");
    CheckEnum(path + ".value_class",
              v1::ValueClass_IsValid(one.value_class()) &&
                  one.value_class() != v1::VALUE_CLASS_UNSPECIFIED,
              violations);
    if (!resource::ParseReference("tags", one.tag()).ok()) {
      violations->Add(path + ".tag", "want `tags/{tag}`");
    }
    const bool is_new = by_class.try_emplace(one.value_class(), one.tag()).second;
    if (!is_new) violations->Add(path + ".value_class", "stands twice");
    if (!names.insert(one.tag()).second) violations->Add(path + ".tag", "stands twice");
  }
  return by_class;
}

}  // namespace guanxi::analytics
