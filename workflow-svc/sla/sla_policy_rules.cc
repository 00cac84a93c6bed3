#include "workflow-svc/sla/sla_policy_rules.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/rules/values.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Duration;
using v1::SlaPolicy;

constexpr absl::Duration kMinTarget = absl::Minutes(1);
constexpr absl::Duration kMaxTarget = absl::Hours(24 * 366);

struct Place {
  const char* path;
  const std::string& (SlaPolicy::*get)() const;
  std::string* (SlaPolicy::*mutate)();
};
constexpr Place kConditions[] = {
    {"start_condition", &SlaPolicy::start_condition, &SlaPolicy::mutable_start_condition},
    {"pause_condition", &SlaPolicy::pause_condition, &SlaPolicy::mutable_pause_condition},
    {"resume_condition", &SlaPolicy::resume_condition, &SlaPolicy::mutable_resume_condition},
    {"stop_condition", &SlaPolicy::stop_condition, &SlaPolicy::mutable_stop_condition},
};

std::optional<Condition> Compile(const SlaPolicy& policy, const std::string& text) {
  const RecordKind* const kind = FindRecordKind(policy.resource_type());
  if (kind == nullptr || text.empty()) return std::nullopt;
  auto condition = Condition::FromText(*kind, /*with_event=*/true, text);
  if (!condition.ok()) return std::nullopt;
  return *std::move(condition);
}

bool IsWithin(const Duration& duration, absl::Duration least, absl::Duration most) {
  const absl::Duration value = absl::Seconds(duration.seconds());
  return duration.nanos() == 0 && value >= least && value <= most;
}

void CheckStages(const SlaPolicy& next, Violations* violations) {
  for (int i = 0; i < next.stages_size(); ++i) {
    const std::string path = absl::StrCat("stages[", i, "].after");
    const Duration& after = next.stages(i).after();
    if (!IsWithin(after, absl::Seconds(1), 2 * kMaxTarget)) {
      violations->Add(path, "want 1 second to 732 days, in whole seconds");
    } else if (i > 0 && after.seconds() <= next.stages(i - 1).after().seconds()) {
      violations->Add(path, "want more than that of the stage before");
    }
  }
}

bool Holds(const std::optional<Condition>& condition, const Facts& facts,
           const filter::Moment& moment) {
  return condition.has_value() && condition->Evaluate(facts, moment) == filter::Truth::kTrue;
}

}  // namespace

void NormalizeSlaPolicy(SlaPolicy* policy, Violations* violations) {
  rules::NormalizeLine("display_name", policy->mutable_display_name(), violations);
  for (const Place& place : kConditions) {
    std::string* const text = (policy->*place.mutate)();
    absl::StripAsciiWhitespace(text);
    if (const auto condition = Compile(*policy, *text); condition.has_value()) {
      *text = condition->canonical();
    }
  }
}

void CheckSlaPolicy(const SlaPolicy& next, Violations* violations) {
  if (!IsWithin(next.target(), kMinTarget, kMaxTarget)) {
    violations->Add("target", "want 1 minute to 366 days, in whole seconds");
  }
  CheckStages(next, violations);
  const RecordKind* const kind = FindRecordKind(next.resource_type());
  // What lies under a customer has nobody of its own who could be late.
  if (kind == nullptr || kind->type->has_parent()) {
    violations->Add("resource_type", "is no type of records that policies can be about");
    return;
  }
  for (const Place& place : kConditions) {
    const std::string& text = (next.*place.get)();
    if (text.empty()) continue;
    const auto condition = Condition::FromText(*kind, /*with_event=*/true, text);
    if (!condition.ok()) violations->Add(place.path, condition.status().message());
  }
}

SlaConditions::SlaConditions(const SlaPolicy& policy)
    : start_(Compile(policy, policy.start_condition())),
      pause_(Compile(policy, policy.pause_condition())),
      resume_(Compile(policy, policy.resume_condition())),
      stop_(Compile(policy, policy.stop_condition())) {}

SlaTruths SlaConditions::Evaluate(const Facts& facts, const filter::Moment& moment) const {
  SlaTruths truths;
  truths.starts = Holds(start_, facts, moment);
  truths.stops = Holds(stop_, facts, moment);
  truths.pauses = Holds(pause_, facts, moment);
  truths.resumes = resume_.has_value() ? Holds(resume_, facts, moment)
                                       : pause_.has_value() && pause_->Evaluate(facts, moment) ==
                                                                   filter::Truth::kFalse;
  return truths;
}

}  // namespace guanxi::workflow
