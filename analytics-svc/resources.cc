#include "analytics-svc/resources.h"

#include <utility>

#include "analytics-svc/boards/board_rules.h"
#include "analytics-svc/values/value_rule_rules.h"
#include "analytics-svc/values/value_timer.h"
#include "common/base/status_macros.h"
#include "common/resource/behavior.h"
#include "common/resource/share_rules.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/analytics/v1/dashboard.pb.h"
#include "guanxi/analytics/v1/dashboard_share.pb.h"
#include "guanxi/analytics/v1/target.pb.h"
#include "guanxi/analytics/v1/value_rule.pb.h"

namespace guanxi::analytics {
namespace {

using resource::ChangeKind;
using resource::Resource;
using resource::StatesValues;
using resource::WriteContext;

resource::Behavior<v1::Target> TargetBehavior() {
  resource::Behavior<v1::Target> target;
  target.normalize = [](const WriteContext&, v1::Target* message, Violations* violations) {
    NormalizeTarget(message, violations);
  };
  target.check = [](ChangeKind kind, const v1::Target*, const v1::Target& next,
                    Violations* violations) {
    if (StatesValues(kind)) CheckTarget(next, violations);
  };
  return target;
}

resource::Behavior<v1::Dashboard> DashboardBehavior() {
  resource::Behavior<v1::Dashboard> dashboard;
  dashboard.normalize = [](const WriteContext&, v1::Dashboard* message, Violations* violations) {
    NormalizeDashboard(message, violations);
  };
  dashboard.check = [](ChangeKind kind, const v1::Dashboard*, const v1::Dashboard& next,
                       Violations* violations) {
    if (StatesValues(kind)) CheckDashboard(next, violations);
  };
  return dashboard;
}

resource::Behavior<v1::ValueRule> ValueRuleBehavior(timers::Timers* timers) {
  resource::Behavior<v1::ValueRule> rule;
  rule.normalize = [](const WriteContext&, v1::ValueRule* message, Violations*) {
    NormalizeValueRule(message);
  };
  rule.check = [](ChangeKind kind, const v1::ValueRule*, const v1::ValueRule& next,
                  Violations* violations) {
    if (StatesValues(kind)) CheckValueRule(next, violations);
  };
  if (timers != nullptr) {
    // With one that is removed another may hold again.
    rule.derive = [timers](resource::UnitOfWork& work, ChangeKind, const v1::ValueRule*,
                           const v1::ValueRule&) { return ArmValueRun(work, *timers); };
  }
  return rule;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create(timers::Timers* timers) {
  auto all = std::make_unique<Resources>();
  GUANXI_ASSIGN_OR_RETURN(all->targets, Resource::Create(TargetBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->dashboards, Resource::Create(DashboardBehavior()));
  resource::Behavior<v1::DashboardShare> share;
  share.check = resource::CheckShare<v1::DashboardShare>;
  GUANXI_ASSIGN_OR_RETURN(all->dashboard_shares, Resource::Create(share));
  GUANXI_ASSIGN_OR_RETURN(all->value_rules, Resource::Create(ValueRuleBehavior(timers)));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

}  // namespace guanxi::analytics
