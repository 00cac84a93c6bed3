#include "lead-svc/stage_exits.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/message_matcher.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using v1::Opportunity;
using v1::Stage;

}  // namespace

absl::StatusOr<std::string> CanonicalExit(const resource::Resource& opportunities,
                                          const std::string& exit_filter) {
  const auto compiled = filter::Compile(exit_filter, opportunities.type().filter_schema());
  if (compiled.ok()) return compiled->canonical;
  return InvalidField("exit_filter", compiled.status().message());
}

absl::Status CheckExits(const resource::Resource& opportunities, const Opportunity& opportunity,
                        const std::vector<const Stage*>& left, const filter::Moment& moment) {
  for (const Stage* const stage : left) {
    if (stage->exit_filter().empty()) continue;
    // Compiled when it is needed: a move is rare, and a schema outlives no stored text.
    GUANXI_ASSIGN_OR_RETURN(
        const filter::Predicate predicate,
        filter::Compile(stage->exit_filter(), opportunities.type().filter_schema()));
    GUANXI_ASSIGN_OR_RETURN(
        const filter::MessageMatcher matcher,
        filter::MessageMatcher::Create(predicate, opportunities.type().descriptor()));
    if (matcher.Evaluate(opportunity, moment) == filter::Truth::kTrue) continue;
    return Error(absl::StatusCode::kFailedPrecondition, "EXIT_NOT_ALLOWED",
                 absl::StrCat("\"", stage->display_name(),
                              "\" is left when this is true: ", stage->exit_filter()),
                 {{"stage", stage->name()}, {"filter", stage->exit_filter()}});
  }
  return absl::OkStatus();
}

absl::Status AssignStay(resource::UnitOfWork& work, const resource::Resource& stages,
                        const Opportunity* old, Opportunity* next) {
  const bool stays =
      old != nullptr && old->stage() == next->stage() && old->state() == next->state();
  if (stays) return absl::OkStatus();
  next->clear_stay_until();
  if (next->state() != Opportunity::OPEN) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(stages.type(), next->stage(), "stage"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<resource::Stored> row, work.Peek(stages, name));
  if (!row.has_value()) return absl::OkStatus();  // reopened in a stage that is deleted
  const auto& stage = static_cast<const Stage&>(*row->message);
  if (!stage.has_longest_stay()) return absl::OkStatus();
  const int64_t until =
      absl::ToUnixMicros(work.now()) + TimeUtil::DurationToMicroseconds(stage.longest_stay());
  *next->mutable_stay_until() = TimeUtil::MicrosecondsToTimestamp(until);
  return absl::OkStatus();
}

}  // namespace guanxi::lead
