#include "customer-svc/tag_rules.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
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
  bool grows = false;
};

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
  std::map<std::string, Group> groups;
  for (const HeldTag& held : tags) {
    if (held.is_new && (held.tag == nullptr || held.tag->has_delete_time())) {
      return InvalidField("tags", absl::StrCat(held.name, " names nothing that exists"));
    }
    if (held.is_new && held.tag->kind() != v1::Tag::STATIC) {
      return InvalidField("tags", absl::StrCat(held.name, " is not STATIC: nobody gives it"));
    }
    if (held.tag == nullptr || held.tag->group().empty()) continue;
    Group& group = groups[held.tag->group()];
    ++group.held;
    group.grows |= held.is_new;
    const int limit = held.tag->group_limit();
    if (limit != 0) group.limit = group.limit == 0 ? limit : std::min(group.limit, limit);
  }
  for (const auto& [name, group] : groups) {
    if (!group.grows || group.limit == 0 || group.held <= group.limit) continue;
    return FailedPrecondition("TAG_GROUP_LIMIT", customer,
                              absl::StrCat(customer, " would have ", group.held, " tags of \"",
                                           name, "\", of which it may have ", group.limit));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
