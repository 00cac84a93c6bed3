#include "customer-svc/tag_rules.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/rules/values.h"

namespace guanxi::customer {
namespace {

constexpr int kMaxGroupLimit = 50;

// "#rrggbb".
bool IsColor(absl::string_view text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) {
           return absl::ascii_isxdigit(c) && !absl::ascii_isupper(c);
         });
}

// Of one group.
struct Group {
  int held = 0;
  int limit = 0;  // 0: any number
  std::vector<std::string> fresh;
};

using Groups = std::map<std::string, Group>;

Groups GroupsOf(const std::vector<HeldTag>& tags) {
  Groups groups;
  for (const HeldTag& held : tags) {
    if (held.tag == nullptr || held.tag->group().empty()) continue;
    Group& group = groups[held.tag->group()];
    ++group.held;
    if (held.is_new) group.fresh.push_back(held.name);
    const int limit = held.tag->group_limit();
    if (limit != 0) group.limit = group.limit == 0 ? limit : std::min(group.limit, limit);
  }
  return groups;
}

}  // namespace

void NormalizeTag(v1::Tag* tag, Violations* violations) {
  rules::NormalizeLine("display_name", tag->mutable_display_name(), violations);
  rules::NormalizeLine("group", tag->mutable_group(), violations);
  rules::NormalizeNote(tag->mutable_description());
  absl::AsciiStrToLower(tag->mutable_color());
}

void CheckTag(const v1::Tag& next, Violations* violations) {
  if (!next.color().empty() && !IsColor(next.color())) violations->Add("color", "want #rrggbb");
  if (next.group_limit() < 0 || next.group_limit() > kMaxGroupLimit) {
    violations->Add("group_limit", absl::StrCat("want 0 to ", kMaxGroupLimit));
  } else if (next.group_limit() != 0 && next.group().empty()) {
    violations->Add("group_limit", "needs a group");
  }
}

absl::Status CheckHeldTags(const std::string& customer, const std::vector<HeldTag>& tags) {
  Violations violations;
  for (size_t i = 0; i < tags.size(); ++i) {
    if (!tags[i].is_new) continue;
    const std::string path = absl::StrCat("tags[", i, "]");
    if (tags[i].tag == nullptr || tags[i].tag->has_delete_time()) {
      violations.Add(path, absl::StrCat(tags[i].name, " names nothing that exists"));
    } else if (tags[i].tag->kind() != v1::Tag::STATIC) {
      violations.Add(path, absl::StrCat(tags[i].name, " is not STATIC: nobody gives it"));
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  std::vector<std::string> texts, surplus;
  for (const auto& [name, group] : GroupsOf(tags)) {
    if (group.fresh.empty() || group.limit == 0 || group.held <= group.limit) continue;
    texts.push_back(
        absl::StrCat(group.held, " tags of \"", name, "\", of which it may have ", group.limit));
    const size_t over = std::min<size_t>(group.held - group.limit, group.fresh.size());
    surplus.insert(surplus.end(), group.fresh.end() - over, group.fresh.end());
  }
  if (texts.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "TAG_GROUP_LIMIT",
               absl::StrCat(customer, " would have ", absl::StrJoin(texts, ", and ")),
               {{"tags", absl::StrJoin(surplus, ",")}});
}

}  // namespace guanxi::customer
