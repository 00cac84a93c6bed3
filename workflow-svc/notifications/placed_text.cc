#include "workflow-svc/notifications/placed_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace guanxi::workflow {
namespace {

constexpr absl::string_view kOpen = "{{", kClose = "}}", kBraces = "{{{{";
constexpr size_t kMaxName = 128;

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxName &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '.'; });
}

}  // namespace

absl::StatusOr<PlacedText> PlacedText::Parse(absl::string_view text) {
  PlacedText made;
  Part plain;
  size_t at = 0;
  while (at < text.size()) {
    const size_t open = std::min(text.find(kOpen, at), text.size());
    absl::StrAppend(&plain.text, text.substr(at, open - at));
    if (open == text.size()) break;
    if (absl::StartsWith(text.substr(open), kBraces)) {
      absl::StrAppend(&plain.text, kOpen);
      at = open + kBraces.size();
      continue;
    }
    const size_t begin = open + kOpen.size();
    const size_t close = text.find(kClose, begin);
    if (close == absl::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat("the place that begins at byte ", open, " does not end"));
    }
    const absl::string_view name = absl::StripAsciiWhitespace(text.substr(begin, close - begin));
    if (!IsName(name)) {
      return absl::InvalidArgumentError(absl::StrCat("the place that begins at byte ", open,
                                                     " has no name of letters, digits, _ and ."));
    }
    made.parts_.push_back(std::move(plain));
    plain = Part();
    made.parts_.push_back({/*is_place=*/true, std::string(name)});
    at = close + kClose.size();
  }
  made.parts_.push_back(std::move(plain));
  return made;
}

std::vector<std::string> PlacedText::Places() const {
  std::vector<std::string> places;
  for (const Part& part : parts_) {
    if (part.is_place) places.push_back(part.text);
  }
  return places;
}

std::string PlacedText::Render(const std::map<std::string, std::string>& fields) const {
  std::string text;
  for (const Part& part : parts_) {
    if (!part.is_place) {
      absl::StrAppend(&text, part.text);
    } else if (const auto field = fields.find(part.text); field != fields.end()) {
      absl::StrAppend(&text, field->second);
    }
  }
  return text;
}

}  // namespace guanxi::workflow
