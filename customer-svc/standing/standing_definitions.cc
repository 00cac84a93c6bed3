#include "customer-svc/standing/standing_definitions.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/resource/list_plan.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "customer-svc/standing/quality_rules.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/standing/standing_condition.h"
#include "customer-svc/standing/standing_round.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using resource::ChangeKind;
using resource::StatesValues;
using resource::UnitOfWork;
using v1::GradeRule;
using v1::QualityPolicy;
using v1::Segment;

constexpr int kMaxRank = 1000;
// What follows from a grade.
constexpr const char* kGraded[] = {"grade", "completeness", "missing_fields", "stale_fields",
                                   "update_time"};

// That the condition at `path` can be held against customers, and reads what its writer sees.
absl::StatusOr<StandingCondition> CheckCondition(UnitOfWork& work,
                                                 const resource::Resource& customers,
                                                 const std::string& path, const std::string& text) {
  const resource::ResourceType& type = customers.type();
  GUANXI_ASSIGN_OR_RETURN(const resource::CustomFields* const custom,
                          work.FieldsFor(type, nullptr, v1::Customer()));
  auto condition = StandingCondition::Compile(type, *custom, text);
  absl::Status status = condition.status();
  if (status.ok()) {
    GUANXI_ASSIGN_OR_RETURN(const resource::ListSpec spec,
                            resource::MakeListSpec(type, *custom, text, ""));
    const auto view = resource::ViewOf(type, work.principal());
    if (view != nullptr) status = resource::CheckListFields(*view, spec);
  }
  if (!status.ok()) return InvalidField(path, std::string(status.message()));
  return condition;
}

// Counts those that are live under `key`, up to `most`.
absl::Status CountLive(UnitOfWork& work, ChangeKind kind, const std::string& key, int most,
                       const std::string& name) {
  if (kind == ChangeKind::kUpdated) return absl::OkStatus();
  const int delta = kind == ChangeKind::kDeleted ? -1 : 1;
  GUANXI_ASSIGN_OR_RETURN(const bool counted, work.Count("standing", key, delta, most));
  if (counted) return absl::OkStatus();
  return FailedPrecondition(absl::StrCat("TOO_MANY_", key), name,
                            absl::StrCat("there are ", most, " already"));
}

// Customers are held against something else; `all`: which may be true of any of them.
absl::Status TellOfChange(UnitOfWork& work, timers::Timers* timers, bool all) {
  GUANXI_RETURN_IF_ERROR(MarkStandingChanged(work));
  return all ? ArmRound(work, timers) : absl::OkStatus();
}

absl::Status DeriveSegment(UnitOfWork& work, const DefinitionParts& parts, ChangeKind kind,
                           const Segment* old, const Segment& next) {
  const bool is_dynamic = next.kind() == Segment::DYNAMIC;
  if (is_dynamic) {
    GUANXI_RETURN_IF_ERROR(CountLive(work, kind, "SEGMENTS", kMaxSegments, next.name()));
  }
  const bool fills = is_dynamic && kind != ChangeKind::kDeleted &&
                     (kind != ChangeKind::kUpdated || old->filter() != next.filter());
  if (fills && kind != ChangeKind::kCreated) {
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(parts.segments()->type(), next.name(), "name"));
    GUANXI_RETURN_IF_ERROR(
        work.Project(*parts.segments(), name, [](google::protobuf::Message* message) {
          static_cast<Segment*>(message)->set_state(Segment::FILLING);
        }));
  }
  return TellOfChange(work, parts.timers, fills || kind == ChangeKind::kDeleted);
}

void CheckSegment(const Segment& next, Violations* violations) {
  if (next.kind() == Segment::STATIC && !next.filter().empty()) {
    violations->Add("filter", "is refused of a segment by list");
  }
}

void CheckGradeRule(const GradeRule& next, Violations* violations) {
  if (next.rank() < 0 || next.rank() > kMaxRank) {
    violations->Add("rank", absl::StrCat("want 0 to ", kMaxRank));
  }
}

absl::Status AdmitGradeRule(UnitOfWork& work, const resource::Resource& customers,
                            const GradeRule& next) {
  GUANXI_ASSIGN_OR_RETURN(const StandingCondition condition,
                          CheckCondition(work, customers, "condition", next.condition()));
  for (const char* const field : kGraded) {
    if (condition.fields().count(field) == 0) continue;
    return InvalidField("condition", absl::StrCat("reads ", field, ", which follows from grades"));
  }
  return absl::OkStatus();
}

}  // namespace

resource::Behavior<Segment> SegmentBehavior(const DefinitionParts& parts) {
  resource::Behavior<Segment> segment;
  segment.normalize = [](const resource::WriteContext&, Segment* message, Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
    rules::NormalizeNote(message->mutable_filter());
    rules::NormalizeNote(message->mutable_description());
  };
  segment.check = [](ChangeKind kind, const Segment*, const Segment& next, Violations* violations) {
    if (StatesValues(kind)) CheckSegment(next, violations);
  };
  segment.begin = [](const resource::WriteContext&, Segment* message) {
    message->set_state(message->kind() == Segment::DYNAMIC ? Segment::FILLING : Segment::CURRENT);
  };
  segment.admit = [parts](UnitOfWork& work, ChangeKind, const Segment* old, const Segment& next) {
    if (next.kind() == Segment::STATIC || (old != nullptr && old->filter() == next.filter())) {
      return absl::OkStatus();
    }
    return CheckCondition(work, *parts.customers, "filter", next.filter()).status();
  };
  segment.derive = [parts](UnitOfWork& work, ChangeKind kind, const Segment* old,
                           const Segment& next) {
    return DeriveSegment(work, parts, kind, old, next);
  };
  return segment;
}

resource::Behavior<GradeRule> GradeRuleBehavior(const DefinitionParts& parts) {
  resource::Behavior<GradeRule> rule;
  rule.normalize = [](const resource::WriteContext&, GradeRule* message, Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
    rules::NormalizeNote(message->mutable_condition());
  };
  rule.check = [](ChangeKind kind, const GradeRule*, const GradeRule& next,
                  Violations* violations) {
    if (StatesValues(kind)) CheckGradeRule(next, violations);
  };
  rule.admit = [parts](UnitOfWork& work, ChangeKind, const GradeRule* old, const GradeRule& next) {
    if (old != nullptr && old->condition() == next.condition()) return absl::OkStatus();
    return AdmitGradeRule(work, *parts.customers, next);
  };
  rule.derive = [parts](UnitOfWork& work, ChangeKind kind, const GradeRule*,
                        const GradeRule& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(CountLive(work, kind, "GRADE_RULES", kMaxGradeRules, next.name()));
    return TellOfChange(work, parts.timers, /*all=*/true);
  };
  return rule;
}

resource::Behavior<QualityPolicy> QualityPolicyBehavior(const DefinitionParts& parts) {
  resource::Behavior<QualityPolicy> policy;
  policy.normalize = [](const resource::WriteContext&, QualityPolicy* message,
                        Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
  };
  policy.check = [](ChangeKind kind, const QualityPolicy*, const QualityPolicy& next,
                    Violations* violations) {
    if (StatesValues(kind)) CheckQualityPolicy(next, violations);
  };
  policy.derive = [parts](UnitOfWork& work, ChangeKind kind, const QualityPolicy*,
                          const QualityPolicy& next) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(
        CountLive(work, kind, "QUALITY_POLICIES", kMaxQualityPolicies, next.name()));
    return TellOfChange(work, parts.timers, /*all=*/true);
  };
  return policy;
}

}  // namespace guanxi::customer
