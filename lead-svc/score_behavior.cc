// What people did counts: touches, and the behaviour events that are their leads'.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/behavior/behavior_rows.h"
#include "lead-svc/scorer.h"
#include "lead-svc/scoring_rules.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
using v1::ScoringModel;
using v1::Touch;

constexpr int kTouches = 1000;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

int64_t AddEvent(const ScoringModel& model, const LeadEvent& behavior, int64_t rank) {
  for (const v1::BehaviorCriterion& one : model.behavior()) {
    if (!IsForEvent(one, behavior.kind, behavior.topic)) continue;
    rank = AddPoints(rank, one.points(), behavior.time, HalfLifeOf(model));
  }
  return rank;
}

}  // namespace

absl::StatusOr<v1::LeadSource::Channel> Scorer::ChannelOf(UnitOfWork& work, const Touch& touch,
                                                          Channels* known) const {
  const auto before = known->find(touch.source());
  if (before != known->end()) return before->second;
  v1::LeadSource::Channel& channel = (*known)[touch.source()];
  const auto name = resource::ParseName(types_.lead_sources->type(), touch.source(), "source");
  if (!name.ok()) return channel;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> live, work.Peek(*types_.lead_sources, *name));
  if (live.has_value()) {
    channel = static_cast<const v1::LeadSource&>(*live->message).channel();
    return channel;
  }
  GUANXI_ASSIGN_OR_RETURN(const auto rows,
                          work.GetMany(*types_.lead_sources, {name->id}, resource::Lock::kShared));
  for (const auto& [id, row] : rows) {
    channel = static_cast<const v1::LeadSource&>(*row.message).channel();
  }
  return channel;
}

absl::Status Scorer::ScoreTouch(UnitOfWork& work, const Lead& lead, const Touch& touch) const {
  GUANXI_ASSIGN_OR_RETURN(const auto in_force, InForce(work));
  const std::optional<ScoringModel>& model = in_force->model();
  if (!model.has_value() || model->behavior().empty()) return absl::OkStatus();
  Channels known;
  GUANXI_ASSIGN_OR_RETURN(const auto channel, ChannelOf(work, touch, &known));
  return Show(work, *model, lead, [&](Lead* shown) {
    for (const v1::BehaviorCriterion& one : model->behavior()) {
      if (!IsFor(one, channel)) continue;
      shown->set_behavior_rank(AddPoints(shown->behavior_rank(), one.points(),
                                         TimeOf(touch.occur_time()), HalfLifeOf(*model)));
    }
  });
}

absl::StatusOr<std::vector<Touch>> Scorer::Touches(UnitOfWork& work, const Lead& lead,
                                                   int most) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("leads", lead.name()));
  std::vector<Touch> touches;
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(*types_.touches, id, /*filter=*/"", "create_time desc",
                                            [&](const google::protobuf::Message& message) {
                                              touches.push_back(static_cast<const Touch&>(message));
                                              return static_cast<int>(touches.size()) < most;
                                            }));
  return touches;
}

absl::StatusOr<std::vector<LeadEvent>> Scorer::Behaviors(UnitOfWork& work, const Lead& lead,
                                                         int most) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("leads", lead.name()));
  return SelectBehaviors(work.tx(), work.principal().tenant, id, most);
}

absl::Status Scorer::ScoreBehaviors(UnitOfWork& work, const Lead& lead,
                                    absl::Span<const LeadEvent> behaviors) const {
  GUANXI_ASSIGN_OR_RETURN(const auto in_force, InForce(work));
  const std::optional<ScoringModel>& model = in_force->model();
  if (!model.has_value()) return absl::OkStatus();
  int64_t added = 0;
  for (const LeadEvent& behavior : behaviors) {
    added = AddEvent(*model, behavior, added);
  }
  if (added == 0) return absl::OkStatus();
  return Show(work, *model, lead, [&](Lead* shown) {
    int64_t rank = shown->behavior_rank();
    for (const LeadEvent& behavior : behaviors) rank = AddEvent(*model, behavior, rank);
    shown->set_behavior_rank(rank);
  });
}

absl::StatusOr<Scorer::Rank> Scorer::RankOf(UnitOfWork& work, const ScoringModel& model,
                                            const Lead& lead) const {
  Rank rank;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Touch> touches, Touches(work, lead, kTouches));
  Channels known;
  for (const Touch& touch : touches) {
    GUANXI_ASSIGN_OR_RETURN(const auto channel, ChannelOf(work, touch, &known));
    for (const v1::BehaviorCriterion& one : model.behavior()) {
      if (!IsFor(one, channel)) continue;
      rank.value =
          AddPoints(rank.value, one.points(), TimeOf(touch.occur_time()), HalfLifeOf(model));
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const auto behaviors, Behaviors(work, lead, kMostBehaviors));
  for (const LeadEvent& behavior : behaviors) {
    rank.value = AddEvent(model, behavior, rank.value);
  }
  rank.rounding = static_cast<int64_t>(touches.size() + behaviors.size()) * model.behavior_size();
  return rank;
}

}  // namespace guanxi::lead
