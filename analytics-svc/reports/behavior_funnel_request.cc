#include "analytics-svc/reports/behavior_funnel_request.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_fields.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

using Request = v1::GetBehaviorFunnelRequest;

constexpr int kMostSteps = 10;
constexpr size_t kMostBytes = 128;
constexpr int64_t kMostWindow = int64_t{366} * 24 * 3600;

FunnelMode ModeOf(Request::Mode mode) {
  switch (mode) {
    case Request::STRICT_DEDUPLICATION:
      return FunnelMode::kStrictDeduplication;
    case Request::STRICT_ORDER:
      return FunnelMode::kStrictOrder;
    case Request::STRICT_INCREASE:
      return FunnelMode::kStrictIncrease;
    case Request::STRICT_ONCE:
      return FunnelMode::kStrictOnce;
    default:
      return FunnelMode::kDefault;
  }
}

void CheckSteps(const Request& request, Violations* violations) {
  static const auto* const kinds = new std::set<std::string>{
      "", "VISIT", "DOWNLOAD", "CLICK", "LOGIN", "TRIAL_USE", "MAIL_OPEN", "ATTENDANCE"};
  if (request.steps().empty() || request.steps_size() > kMostSteps) {
    violations->Add("steps", absl::StrCat("want 1 to ", kMostSteps));
  }
  for (int i = 0; i < request.steps_size(); ++i) {
    const v1::BehaviorStep& step = request.steps(i);
    const std::string path = absl::StrCat("steps[", i, "]");
    if (kinds->count(step.kind()) == 0) {
      violations->Add(path + ".kind", "is no kind of behaviour events");
    }
    if (step.kind().empty() && step.topic().empty())
      violations->Add(path, "want a kind or a topic");
    if (step.topic().size() > kMostBytes) violations->Add(path + ".topic", "is too long");
    if (step.display_name().size() > kMostBytes) {
      violations->Add(path + ".display_name", absl::StrCat("want at most ", kMostBytes, " bytes"));
    }
  }
}

}  // namespace

absl::StatusOr<BehaviorFunnelAsked> TakeBehaviorFunnel(const Request& request,
                                                       const absl::TimeZone& company_zone) {
  Violations violations;
  BehaviorFunnelAsked asked;
  CheckSteps(request, &violations);
  asked.window = request.window().seconds();
  if (request.window().nanos() != 0 || asked.window < 1 || asked.window > kMostWindow) {
    violations.Add("window", "want whole seconds, from one to 366 days");
  }
  const Days days = TakePeriod("period", request.has_period(), request.period(), &violations);
  CheckEnum("mode", Request::Mode_IsValid(request.mode()), &violations);
  asked.mode = ModeOf(request.mode());
  const absl::TimeZone zone = TakeZone("time_zone", request.time_zone(), company_zone, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  asked.instants = InstantsOf(days, zone);
  return asked;
}

}  // namespace guanxi::analytics
