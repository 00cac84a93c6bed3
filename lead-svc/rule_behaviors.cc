#include "lead-svc/rule_behaviors.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/resource/unit_of_work.h"
#include "lead-svc/assignment_rules.h"
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
  return rule;
}

resource::Behavior<ScoringModel> ScoringModelBehavior(const Resource* leads,
                                                      timers::Timers* timers) {
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
      const absl::Status compiled =
          filter::Compile(next.fit(i).condition(), leads->type().filter_schema()).status();
      if (!compiled.ok()) {
        violations.Add(absl::StrCat("fit[", i, "].condition"), compiled.message());
      }
    }
    return violations.ToStatus();
  };
  if (timers != nullptr) {
    model.derive = [timers](resource::UnitOfWork& work, ChangeKind, const ScoringModel*,
                            const ScoringModel&) { return ArmRescoring(work, *timers); };
  }
  return model;
}

}  // namespace guanxi::lead
