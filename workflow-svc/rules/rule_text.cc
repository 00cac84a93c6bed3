#include "workflow-svc/rules/rule_text.h"

#include <map>
#include <set>

#include "common/base/status_macros.h"
#include "common/filter/parser.h"
#include "common/filter/value.h"
#include "common/policy/rights.h"
#include "common/text/utf8.h"

namespace guanxi::workflow {
namespace {

using filter::Field;
using filter::FieldPtr;
using filter::Literal;
using filter::Values;

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

absl::StatusOr<RuleText> RuleText::Parse(const RecordKind& kind, absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(PlacedText parsed, PlacedText::Parse(text));
  RuleText checked(kind, std::move(parsed));
  for (const std::string& name : checked.text_.Places()) {
    GUANXI_ASSIGN_OR_RETURN(FieldPtr declared, FindPlace(kind, name));
    GUANXI_ASSIGN_OR_RETURN(FactField field, FactField::Bind(kind, declared));
    checked.reads_parent_ |= field.place().scope == Scope::kParent;
    checked.places_.push_back({name, std::move(field), std::move(declared)});
  }
  return checked;
}

std::string RuleText::Show(const Place& place, const Facts& facts, absl::TimeZone zone) {
  Values values;
  place.field.Read(facts, &values);
  return ShowAll(*place.declared, values, zone);
}

std::string RuleText::Fill(const Facts& facts, absl::TimeZone zone, size_t max_bytes) const {
  return FillForAll({{facts}, facts, facts}, zone, max_bytes);
}

std::string RuleText::ShowToAll(const Place& place, const TextReaders& readers,
                                absl::TimeZone zone) const {
  std::set<std::string> shown;
  for (const Facts& facts : readers.facts) shown.insert(Show(place, facts, zone));
  if (shown.count("") > 0) return "";
  policy::FieldAccess least = policy::FieldAccess::kFull;
  if (readers.least) {
    const ScopedPath& at = place.field.place();
    const bool of_parent = at.scope == Scope::kParent;
    least = readers.least(*(of_parent ? CustomerKind() : *kind_).descriptor(), at.path);
  }
  if (least == policy::FieldAccess::kHidden) return "";
  if (shown.size() == 1 && !policy::IsMasked(least)) return *shown.begin();
  std::string mask = Show(place, readers.masked, zone);
  // Of what is no personal field there is none: what is masked by a role's own policy.
  return mask == Show(place, readers.own, zone) ? "" : mask;
}

std::string RuleText::FillForAll(const TextReaders& readers, absl::TimeZone zone,
                                 size_t max_bytes) const {
  std::map<std::string, std::string> filled;
  for (const Place& place : places_) filled[place.name] = ShowToAll(place, readers, zone);
  return CutText(text_.Render(filled), max_bytes);
}

}  // namespace guanxi::workflow
