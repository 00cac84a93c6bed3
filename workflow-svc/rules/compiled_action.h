// The actions of a rule, checked: texts parsed, fields found.
#ifndef GUANXI_WORKFLOW_SVC_RULES_COMPILED_ACTION_H_
#define GUANXI_WORKFLOW_SVC_RULES_COMPILED_ACTION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/automation_action.pb.h"
#include "workflow-svc/rules/field_writer.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/rule_text.h"

namespace guanxi::workflow {

// One field that is written, and by what: neither a text nor a field clears it. One of a form has
// no writer.
struct CompiledValue {
  std::string path;
  std::vector<FieldWriter> writer;  // one
  std::optional<RuleText> text;     // of texts with places
  std::string value;                // of other fields
  std::vector<FactField> from;      // one, or none
  filter::FieldPtr declared;        // of `from`
  bool clear = false;
};

// Somebody, by the record.
struct CompiledRecipient {
  std::string user;             // a name, or
  std::vector<FactField> from;  // a field, or
  filter::FieldPtr declared;
  bool rule_owner = false;
};

// Copyable and immutable. What of it is used depends on the kind of `action`.
struct CompiledAction {
  v1::AutomationAction action;
  std::vector<RuleText> texts;  // title; note or body
  std::vector<CompiledRecipient> recipients;
  std::vector<CompiledRecipient> collaborators;
  std::vector<CompiledValue> values;
  const RecordKind* target = nullptr;  // of what is written
  std::vector<FactField> parent;       // one, of a CreateAction below a record
  bool reads_parent = false;
};

// Adds what is wrong with `action`, which lies at `path`, a rule about `kind`.
CompiledAction CompileAction(const RecordKind& kind, const v1::AutomationAction& action,
                             const std::string& path, Violations* violations);

// Compiles who is told by default: the record's owner, or that of its customer.
CompiledRecipient DefaultRecipient(const RecordKind& kind);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_COMPILED_ACTION_H_
