// Which custom fields a rule reads, told without knowing what they are.
//
// Pure: no I/O, no clock.
#ifndef GUANXI_WORKFLOW_SVC_RULES_CUSTOM_KEYS_H_
#define GUANXI_WORKFLOW_SVC_RULES_CUSTOM_KEYS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/resource/custom_fields.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// One custom field.
struct CustomKey {
  const RecordKind* kind = nullptr;  // of records that have it: the rule's, or that of customers
  std::string key;
  std::string path;  // where the rule reads it: "condition", "condition_form", ...
};

// Those that the rule's condition and its schedule's filter read, also such as do not exist. A text
// that cannot be parsed reads none; nor does a rule about a type that there is not.
std::vector<CustomKey> CustomKeysOf(const v1::AutomationRule& rule);

// The rule without the texts that read custom fields: what of it can be checked by itself.
v1::AutomationRule WithoutCustomKeys(const v1::AutomationRule& rule);

// Whether two states of a rule look at records alike: by type, trigger and condition.
bool LooksAlike(const v1::AutomationRule& a, const v1::AutomationRule& b);

// Whether all of them are among the fields of a tenant, retired or not.
bool HasAll(const resource::TenantFields& fields, const std::vector<CustomKey>& keys);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_CUSTOM_KEYS_H_
