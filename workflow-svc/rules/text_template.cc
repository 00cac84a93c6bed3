#include "workflow-svc/rules/text_template.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/filter/parser.h"
#include "common/filter/value.h"
#include "common/text/utf8.h"

namespace guanxi::workflow {
namespace {

using filter::Field;
using filter::FieldPtr;
using filter::Literal;
using filter::Values;

constexpr char kOpen[] = "{{";
constexpr char kClose[] = "}}";
constexpr char kBetweenValues[] = "、";

absl::StatusOr<FieldPtr> FindPlace(const RecordKind& kind, absl::string_view path) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> steps, filter::ParsePath(path));
  return TextSchema(kind).Find(steps);
}

std::string ShowAll(const Field& field, const Values& values, absl::TimeZone zone) {
  std::string shown;
  for (const Literal& value : values) {
    if (!shown.empty()) shown.append(kBetweenValues);
    shown.append(ShowValue(field, value, zone));
  }
  return shown;
}

}  // namespace

std::string ShowValue(const Field& field, const Literal& value, absl::TimeZone zone) {
  if (const auto* const time = std::get_if<absl::Time>(&value)) {
    return absl::FormatTime("%Y-%m-%d %H:%M", *time, zone);
  }
  return filter::TextOf(field, value);
}

std::string CutText(std::string text, size_t max_bytes) {
  if (text.size() > max_bytes) text.resize(text::TruncateUtf8(text, max_bytes).size());
  return text;
}

absl::StatusOr<TextTemplate> TextTemplate::Parse(const RecordKind& kind, absl::string_view text) {
  TextTemplate parsed;
  Part part;
  while (true) {
    const size_t open = text.find(kOpen);
    part.text.append(text.data(), std::min(open, text.size()));
    if (open == absl::string_view::npos) break;
    text.remove_prefix(open + 2);
    if (absl::ConsumePrefix(&text, kOpen)) {  // {{{{
      part.text.append(kOpen);
      continue;
    }
    const size_t close = text.find(kClose);
    if (close == absl::string_view::npos) {
      return absl::InvalidArgumentError("a place begins with {{ and does not end with }}");
    }
    const absl::string_view path = absl::StripAsciiWhitespace(text.substr(0, close));
    text.remove_prefix(close + 2);
    if (path.empty()) return absl::InvalidArgumentError("a place {{}} names no field");
    GUANXI_ASSIGN_OR_RETURN(part.declared, FindPlace(kind, path));
    GUANXI_ASSIGN_OR_RETURN(FactField field, FactField::Bind(kind, part.declared));
    parsed.reads_parent_ |= field.place().scope == Scope::kParent;
    part.field.push_back(std::move(field));
    parsed.parts_.push_back(std::exchange(part, Part()));
  }
  if (!part.text.empty()) parsed.parts_.push_back(std::move(part));
  return parsed;
}

std::string TextTemplate::Fill(const Facts& facts, absl::TimeZone zone, size_t max_bytes) const {
  std::string filled;
  for (const Part& part : parts_) {
    filled.append(part.text);
    if (part.field.empty()) continue;
    Values values;
    part.field[0].Read(facts, &values);
    filled.append(ShowAll(*part.declared, values, zone));
  }
  return CutText(std::move(filled), max_bytes);
}

}  // namespace guanxi::workflow
