#include "lead-svc/rule_behaviors.h"

#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/resource/column.h"
#include "common/resource/resource_type.h"
#include "common/resource/unit_of_work.h"
#include "lead-svc/assignment_rules.h"
#include "lead-svc/assignment_turns.h"
#include "lead-svc/form_rules.h"
#include "lead-svc/score_timers.h"
#include "lead-svc/scoring_rules.h"

namespace guanxi::lead {

using resource::ChangeKind;
using resource::Resource;
using resource::StatesValues;
using resource::WriteContext;
using v1::AssignmentRule;
using v1::CaptureForm;
using v1::ScoringModel;

namespace {

// A field that the condition reads and others write: a fit would not follow it. "" if there is
// none.
std::string ReadsProjected(const filter::Predicate& predicate,
                           const resource::ResourceType& leads) {
  for (const filter::Predicate& operand : predicate.operands) {
    std::string path = ReadsProjected(operand, leads);
    if (!path.empty()) return path;
  }
  if (!predicate.IsComparison()) return "";
  const auto* const right = std::get_if<filter::FieldPtr>(&predicate.operand);
  for (const resource::Column* column : leads.projected()) {
    const std::string& name = column->field->name();
    if (predicate.field->path == name || (right != nullptr && (*right)->path == name)) return name;
  }
  return "";
}

// Others would never be asked.
absl::Status CheckRuleCount(resource::UnitOfWork& work, resource::ChangeKind kind,
                            const AssignmentRule& rule) {
  if (kind != ChangeKind::kCreated && kind != ChangeKind::kUndeleted) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(work.Guard("assignment_rules", "all"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> rules, RulesInOrder(work));
  if (static_cast<int>(rules.size()) < kMostAssignmentRules) return absl::OkStatus();
  return FailedPrecondition("TOO_MANY_RULES", rule.name(),
                            absl::StrCat("there are ", kMostAssignmentRules, " already"));
}

}  // namespace

resource::Behavior<CaptureForm> CaptureFormBehavior() {
  resource::Behavior<CaptureForm> form;
  form.normalize = [](const WriteContext&, CaptureForm* message, Violations* violations) {
    NormalizeCaptureForm(message, violations);
  };
  form.check = [](ChangeKind kind, const CaptureForm*, const CaptureForm& next,
                  Violations* violations) {
    if (StatesValues(kind)) CheckCaptureForm(next, violations);
  };
  return form;
}

// A condition over leads that does not hold what it should would be asked about for each of them.
resource::Behavior<AssignmentRule> AssignmentRuleBehavior(const Resource* leads) {
  resource::Behavior<AssignmentRule> rule;
  rule.normalize = [](const WriteContext&, AssignmentRule* message, Violations* violations) {
    NormalizeAssignmentRule(message, violations);
  };
  rule.check = [](ChangeKind kind, const AssignmentRule*, const AssignmentRule& next,
                  Violations* violations) {
    if (StatesValues(kind)) CheckAssignmentRule(next, violations);
  };
  rule.admit = [leads](resource::UnitOfWork&, ChangeKind, const AssignmentRule*,
                       const AssignmentRule& next) {
    const absl::Status compiled =
        filter::Compile(next.condition(), leads->type().filter_schema()).status();
    return compiled.ok() ? compiled : InvalidField("condition", compiled.message());
  };
  rule.derive = [](resource::UnitOfWork& work, ChangeKind kind, const AssignmentRule*,
                   const AssignmentRule& next) { return CheckRuleCount(work, kind, next); };
  return rule;
}

resource::Behavior<ScoringModel> ScoringModelBehavior(const Resource* leads, timers::Timers* timers,
                                                      ScoringModels* in_force) {
  resource::Behavior<ScoringModel> model;
  model.normalize = [](const WriteContext&, ScoringModel* message, Violations* violations) {
    NormalizeScoringModel(message, violations);
  };
  model.check = [](ChangeKind kind, const ScoringModel*, const ScoringModel& next,
                   Violations* violations) {
    if (StatesValues(kind)) CheckScoringModel(next, violations);
  };
  model.admit = [leads](resource::UnitOfWork&, ChangeKind, const ScoringModel*,
                        const ScoringModel& next) {
    Violations violations;
    for (int i = 0; i < next.fit_size(); ++i) {
      const std::string path = absl::StrCat("fit[", i, "].condition");
      const auto compiled = filter::Compile(next.fit(i).condition(), leads->type().filter_schema());
      if (!compiled.ok()) {
        violations.Add(path, compiled.status().message());
        continue;
      }
      const std::string projected = ReadsProjected(*compiled, leads->type());
      if (!projected.empty()) {
        violations.Add(path, absl::StrCat(projected, " changes without a write of the lead"));
      }
    }
    return violations.ToStatus();
  };
  model.derive = [timers, in_force](resource::UnitOfWork& work, ChangeKind, const ScoringModel*,
                                    const ScoringModel&) {
    in_force->Forget(work.principal().tenant);
    return timers != nullptr ? ArmRescoring(work, *timers) : absl::OkStatus();
  };
  return model;
}

}  // namespace guanxi::lead
