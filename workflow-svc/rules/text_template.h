// Texts with places for values, `请跟进 {{display_name}}`, as automation_action.proto has them.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TEXT_TEMPLATE_H_
#define GUANXI_WORKFLOW_SVC_RULES_TEXT_TEMPLATE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// Checked once, filled often. Immutable, thus thread-safe.
class TextTemplate {
 public:
  // INVALID_ARGUMENT without details: a place that is not closed or is empty, or of a field that
  // conditions about the kind could not read; the text says which.
  static absl::StatusOr<TextTemplate> Parse(const RecordKind& kind, absl::string_view text);

  // With the values that `facts` have, which are those that the reader may see. Times are written
  // as the clocks of `zone` show them. What is over `max_bytes` is cut at a character.
  std::string Fill(const Facts& facts, absl::TimeZone zone, size_t max_bytes) const;

  // Whether a place is about the customer that the record belongs to.
  bool reads_parent() const { return reads_parent_; }

 private:
  // A text, and the place behind it.
  struct Part {
    std::string text;
    std::vector<FactField> field;  // one, or none behind the last text
    filter::FieldPtr declared;
  };

  std::vector<Part> parts_;
  bool reads_parent_ = false;
};

// A value as texts show it, of the field's kind.
std::string ShowValue(const filter::Field& field, const filter::Literal& value,
                      absl::TimeZone zone);

// `text`, at most `max_bytes` of it, ended at a character.
std::string CutText(std::string text, size_t max_bytes);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TEXT_TEMPLATE_H_
