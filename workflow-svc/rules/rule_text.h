// Texts of rules with places for values, `请跟进 {{display_name}}`, as automation_action.proto has
// them.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_TEXT_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "workflow-svc/notifications/placed_text.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/role_readers.h"

namespace guanxi::workflow {

// Who read one text.
struct TextReaders {
  std::vector<Facts> facts;  // what each sees who is known to read it; one at least
  Facts own;                 // what whoever wrote it sees
  Facts masked;              // the same, with every personal field masked
  // What of a field everybody sees who may come to read it; null: nobody else does.
  LeastAccess least = {};
};

// Checked once, filled often. Immutable, thus thread-safe.
class RuleText {
 public:
  // INVALID_ARGUMENT without details: what PlacedText refuses, or a place of a field that is not
  // in TextSchema; the text says which.
  static absl::StatusOr<RuleText> Parse(const RecordKind& kind, absl::string_view text);

  // With the values that `facts` have, which are those that the reader may see. Times are written
  // as the clocks of `zone` show them. What is over `max_bytes` is cut at a character.
  std::string Fill(const Facts& facts, absl::TimeZone zone, size_t max_bytes) const;

  // The same for several who read one text. A place shows what none of them may not see: what all
  // see alike; else nothing if one sees nothing, and otherwise the mask, if there is one.
  std::string FillForAll(const TextReaders& readers, absl::TimeZone zone, size_t max_bytes) const;

  // Whether a place is about the customer that the record belongs to.
  bool reads_parent() const { return reads_parent_; }

 private:
  struct Place {
    std::string name;
    FactField field;
    filter::FieldPtr declared;
  };

  static std::string Show(const Place& place, const Facts& facts, absl::TimeZone zone);
  std::string ShowToAll(const Place& place, const TextReaders& readers, absl::TimeZone zone) const;

  RuleText(const RecordKind& kind, PlacedText text) : kind_(&kind), text_(std::move(text)) {}

  const RecordKind* kind_;  // never null
  PlacedText text_;
  std::vector<Place> places_;
  bool reads_parent_ = false;
};

// A value as texts show it, of the field's kind.
std::string ShowValue(const filter::Field& field, const filter::Literal& value,
                      absl::TimeZone zone);

// `text`, at most `max_bytes` of it, ended at a character.
std::string CutText(std::string text, size_t max_bytes);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_TEXT_H_
