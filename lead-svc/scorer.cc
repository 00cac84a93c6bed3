#include "lead-svc/scorer.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/filter/checker.h"
#include "common/filter/message_matcher.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "lead-svc/scoring_rules.h"

namespace guanxi::lead {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
using v1::ScoreReason;
using v1::ScoringModel;
using v1::Touch;

constexpr int kModels = 20;  // read at once
// That of the year 9999.
constexpr int64_t kLastSecond = 253402300799;
constexpr int kTouches = 1000;

// Those that were made before the time, or at the time under lower ids, the last first.
db::Query SelectModels() {
  return {"scoring.models",
          "SELECT id, create_time FROM scoring_models FORCE INDEX (idx_create_time) "
          "WHERE tenant_id = ? AND live = 1 "
          "AND (create_time < ? OR (create_time = ? AND id < ?)) "
          "ORDER BY create_time DESC, id DESC LIMIT ?"};
}

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

// What its stored scores are called.
std::string GradeAt(const ScoringModel& model, const Lead& lead, absl::Time moment) {
  return GradeOf(model,
                 lead.fit_score() + WorthAt(lead.behavior_rank(), moment, HalfLifeOf(model)));
}

}  // namespace

int Scorer::SumOf(const std::vector<ScoreReason>& reasons) {
  double sum = 0;
  for (const ScoreReason& one : reasons) sum += one.points();
  return static_cast<int>(sum);
}

std::vector<db::Query> Scorer::Queries() { return {SelectModels()}; }

absl::StatusOr<std::optional<ScoringModel>> Scorer::Model(UnitOfWork& work) const {
  absl::Time time = absl::FromUnixSeconds(kLastSecond);
  ResourceName name;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            work.tx().Select(SelectModels(), {work.principal().tenant.bytes(), time,
                                                              time, name.id.bytes(), kModels}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
      time = row.Time(1);
      GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> found,
                              work.Peek(*types_.scoring_models, name));
      if (!found.has_value()) continue;
      const auto& model = static_cast<const ScoringModel&>(*found->message);
      if (!model.disabled()) return std::optional<ScoringModel>(model);
    }
    if (static_cast<int>(rows.size()) < kModels) return std::optional<ScoringModel>();
  }
}

absl::StatusOr<std::vector<ScoreReason>> Scorer::Fit(UnitOfWork& work, const ScoringModel& model,
                                                     const Lead& lead) const {
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  std::vector<ScoreReason> reasons;
  for (const v1::FitCriterion& one : model.fit()) {
    const auto predicate = filter::Compile(one.condition(), types_.leads->type().filter_schema());
    if (!predicate.ok()) continue;  // of a newer process, which scores anew
    GUANXI_ASSIGN_OR_RETURN(const auto matcher,
                            filter::MessageMatcher::Create(*predicate, Lead::descriptor()));
    if (matcher.Evaluate(lead, moment) != filter::Truth::kTrue) continue;
    reasons.emplace_back().set_criterion(one.display_name());
    reasons.back().set_points(one.points());
  }
  return reasons;
}

absl::Status Scorer::Arm(UnitOfWork& work, const ScoringModel& model, const Lead& lead) const {
  if (types_.timers == nullptr) return absl::InternalError("there are no timers for grades");
  const Uuid& tenant = work.principal().tenant;
  const auto due = NextGradeTime(model, lead.fit_score(), lead.behavior_rank(), work.now());
  if (due.has_value()) {
    return types_.timers->Arm(work.tx(), tenant, timers::Timer{kGradeTimer, lead.name(), *due});
  }
  // Without behaviour nothing sinks; a timer of before finds the grade as it should be.
  if (lead.behavior_rank() == 0) return absl::OkStatus();
  return timers::Timers::Disarm(work.tx(), tenant, kGradeTimer, lead.name());
}

absl::Status Scorer::Show(UnitOfWork& work, const ScoringModel& model, const Lead& lead,
                          SetScores set) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(types_.leads->type(), lead.name(), "lead"));
  Lead shown;
  GUANXI_RETURN_IF_ERROR(work.Project(*types_.leads, name, [&](google::protobuf::Message* message) {
    auto* const next = static_cast<Lead*>(message);
    set(next);
    next->set_grade(GradeAt(model, *next, work.now()));
    shown.set_name(lead.name());
    shown.set_fit_score(next->fit_score());
    shown.set_behavior_rank(next->behavior_rank());
  }));
  return Arm(work, model, shown);
}

absl::Status Scorer::Grade(UnitOfWork& work, const ScoringModel& model, const Lead& lead) const {
  if (lead.grade() == GradeAt(model, lead, work.now())) return Arm(work, model, lead);
  return Show(work, model, lead, [](Lead*) {});
}

absl::Status Scorer::ScoreFit(UnitOfWork& work, const Lead& lead) const {
  GUANXI_ASSIGN_OR_RETURN(const std::optional<ScoringModel> model, Model(work));
  if (!model.has_value()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<ScoreReason> reasons, Fit(work, *model, lead));
  const int fit = SumOf(reasons);
  // With the same points the timer stands at the same moment.
  if (fit == lead.fit_score() && lead.grade() == GradeAt(*model, lead, work.now())) {
    return absl::OkStatus();
  }
  return Show(work, *model, lead, [fit](Lead* shown) { shown->set_fit_score(fit); });
}

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
  GUANXI_ASSIGN_OR_RETURN(const std::optional<ScoringModel> model, Model(work));
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

absl::StatusOr<bool> Scorer::Rescore(UnitOfWork& work, const ScoringModel& model,
                                     const Lead& lead) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<ScoreReason> reasons, Fit(work, model, lead));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Touch> touches, Touches(work, lead, kTouches));
  int64_t rank = 0;
  Channels known;
  for (const Touch& touch : touches) {
    GUANXI_ASSIGN_OR_RETURN(const auto channel, ChannelOf(work, touch, &known));
    for (const v1::BehaviorCriterion& one : model.behavior()) {
      if (!IsFor(one, channel)) continue;
      rank = AddPoints(rank, one.points(), TimeOf(touch.occur_time()), HalfLifeOf(model));
    }
  }
  const int fit = SumOf(reasons);
  // Each sum is rounded: in another order it may come out one off for each.
  const auto rounding = static_cast<int64_t>(touches.size()) * model.behavior_size();
  const int64_t off = rank - lead.behavior_rank();
  const bool is_same = (rank == 0) == (lead.behavior_rank() == 0) && std::abs(off) <= rounding;
  if (fit == lead.fit_score() && is_same) {
    // What the same points are called, and when they sink, may be another model's matter.
    GUANXI_RETURN_IF_ERROR(Grade(work, model, lead));
    return lead.grade() != GradeAt(model, lead, work.now());
  }
  GUANXI_RETURN_IF_ERROR(Show(work, model, lead, [&](Lead* shown) {
    shown->set_fit_score(fit);
    shown->set_behavior_rank(rank);
  }));
  return true;
}

}  // namespace guanxi::lead
