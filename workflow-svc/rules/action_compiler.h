// The parts of an action, compiled: texts, recipients, fields.
#ifndef GUANXI_WORKFLOW_SVC_RULES_ACTION_COMPILER_H_
#define GUANXI_WORKFLOW_SVC_RULES_ACTION_COMPILER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "google/protobuf/repeated_field.h"
#include "guanxi/workflow/v1/automation_action.pb.h"
#include "workflow-svc/rules/compiled_action.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/rule_text.h"

namespace guanxi::workflow {

// Of one action of a rule about a kind. What is wrong becomes a violation by its path, and what is
// returned of it is of no use.
class ActionCompiler {
 public:
  // Nothing is owned.
  ActionCompiler(const RecordKind& kind, Violations* violations)
      : kind_(kind), violations_(*violations) {}

  // A title, which is required, and what stands below it: the two texts of an action.
  void Texts(const std::string& path, absl::string_view title_path, const std::string& title,
             absl::string_view body_path, const std::string& body);

  using Recipients = google::protobuf::RepeatedPtrField<v1::AutomationRecipient>;
  CompiledRecipient Who(const std::string& path, const v1::AutomationRecipient& recipient);
  std::vector<CompiledRecipient> All(const std::string& path, const Recipients& recipients);

  // Fields of a record of `target` that are written, each once.
  using FieldValues = google::protobuf::RepeatedPtrField<v1::AutomationFieldValue>;
  enum class Writes { kMade, kChanged };
  void Fields(const std::string& path, const RecordKind& target, Writes writes,
              const FieldValues& values);

  // What a form holds, by the ids of its fields, each once.
  void Form(const std::string& path, const FieldValues& stated);

  // A path that texts could read.
  std::optional<FactField> From(const std::string& path, const std::string& text,
                                filter::FieldPtr* declared);

  // What came of it: whether the customer is read, and the parts in the order of the calls.
  bool reads_parent = false;
  std::vector<RuleText> texts;
  std::vector<CompiledValue> values;

 private:
  void Text(const std::string& path, const std::string& text);
  // A text with places.
  std::optional<RuleText> Parsed(const std::string& path, const std::string& text);
  void Field(const std::string& path, const RecordKind& target, Writes writes,
             const v1::AutomationFieldValue& value);
  // A text may have places; anything else is tried out.
  void SetValue(const std::string& path, const RecordKind& target, const FieldWriter& writer,
                const std::string& text, CompiledValue* compiled);
  void CheckSameKind(const std::string& path, const RecordKind& target, const std::string& field,
                     const FieldWriter& writer, const filter::Field& from);

  const RecordKind& kind_;
  Violations& violations_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_ACTION_COMPILER_H_
