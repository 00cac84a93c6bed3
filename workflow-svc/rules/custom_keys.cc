#include "workflow-svc/rules/custom_keys.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "common/filter/parser.h"
#include "common/filter/syntax.h"

namespace guanxi::workflow {
namespace {

using filter::Comparator;
using filter::Expression;
using type::v1::Condition;
using v1::AutomationRule;

constexpr char kCondition[] = "condition";
constexpr char kConditionForm[] = "condition_form";
constexpr char kScheduleFilter[] = "trigger.schedule.filter";

// Collects what one text or form reads.
class Collector {
 public:
  Collector(const RecordKind& kind, std::string path, std::vector<CustomKey>* keys)
      : kind_(kind), path_(std::move(path)), keys_(*keys) {}

  void AddText(absl::string_view text) {
    const absl::StatusOr<Expression> parsed = filter::Parse(text);
    if (parsed.ok()) Add(*parsed);
  }

  // As deep as a request may be nested.
  void AddForm(const Condition& form) {
    for (const Condition::Row& row : form.rows()) {
      if (row.has_group()) AddForm(row.group());
      AddPath(row.comparison().field());
      AddPath(row.comparison().other_field());
    }
  }

 private:
  void Add(const Expression& expression) {
    for (const Expression& operand : expression.operands) Add(operand);
    if (expression.kind != Expression::Kind::kRestriction) return;
    const filter::Restriction& restriction = expression.restriction;
    AddSteps(restriction.path);
    AddSteps(restriction.argument.path);
    if (restriction.comparator != Comparator::kHas) return;
    std::vector<std::string> has_key = restriction.path;
    has_key.push_back(restriction.argument.text);
    AddSteps(has_key);
  }

  void AddPath(const std::string& path) {
    const auto steps = filter::ParsePath(path);
    if (steps.ok()) AddSteps(*steps);
  }

  // `custom.area`, `old.custom.area`, `parent.custom.area`.
  void AddSteps(const std::vector<std::string>& steps) {
    const bool is_scoped = !steps.empty() && (steps[0] == "old" || steps[0] == "parent");
    const size_t first = is_scoped ? 1 : 0;
    if (steps.size() != first + 2 || steps[first] != "custom") return;
    const RecordKind& kind = is_scoped && steps[0] == "parent" ? CustomerKind() : kind_;
    if (kind.type->custom_field() != nullptr) keys_.push_back({&kind, steps.back(), path_});
  }

  const RecordKind& kind_;
  const std::string path_;
  std::vector<CustomKey>& keys_;
};

}  // namespace

std::vector<CustomKey> CustomKeysOf(const AutomationRule& rule) {
  std::vector<CustomKey> keys;
  const RecordKind* const kind = FindRecordKind(rule.resource_type());
  if (kind == nullptr) return keys;
  Collector(*kind, kCondition, &keys).AddText(rule.condition());
  Collector(*kind, kConditionForm, &keys).AddForm(rule.condition_form());
  if (rule.trigger().has_schedule()) {
    Collector(*kind, kScheduleFilter, &keys).AddText(rule.trigger().schedule().filter());
  }
  return keys;
}

AutomationRule WithoutCustomKeys(const AutomationRule& rule) {
  AutomationRule bare = rule;
  for (const CustomKey& key : CustomKeysOf(rule)) {
    if (key.path == kCondition) bare.clear_condition();
    if (key.path == kConditionForm) bare.clear_condition_form();
    if (key.path == kScheduleFilter) bare.mutable_trigger()->mutable_schedule()->clear_filter();
  }
  return bare;
}

bool LooksAlike(const AutomationRule& a, const AutomationRule& b) {
  return a.resource_type() == b.resource_type() && a.condition() == b.condition() &&
         a.condition_form().SerializeAsString() == b.condition_form().SerializeAsString() &&
         a.trigger().SerializeAsString() == b.trigger().SerializeAsString();
}

bool HasAll(const resource::TenantFields& fields, const std::vector<CustomKey>& keys) {
  return std::all_of(keys.begin(), keys.end(), [&](const CustomKey& key) {
    return resource::FieldsOf(fields, *key.kind->type).count(key.key) > 0;
  });
}

}  // namespace guanxi::workflow
