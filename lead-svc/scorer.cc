#include "lead-svc/scorer.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "lead-svc/scoring_rules.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Lead;
using v1::ScoreReason;
using v1::ScoringModel;

constexpr int kModels = 20;  // read at once
// That of the year 9999.
constexpr int64_t kLastSecond = 253402300799;

// Those that were made before the time, or at the time under lower ids, the last first.
db::Query SelectModels() {
  return {"scoring.models",
          "SELECT id, create_time FROM scoring_models FORCE INDEX (idx_create_time) "
          "WHERE tenant_id = ? AND live = 1 "
          "AND (create_time < ? OR (create_time = ? AND id < ?)) "
          "ORDER BY create_time DESC, id DESC LIMIT ?"};
}

filter::Moment MomentOf(const UnitOfWork& work) {
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = work.now();
  return moment;
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

absl::StatusOr<std::shared_ptr<const ModelInForce>> Scorer::InForce(UnitOfWork& work) const {
  const Uuid& tenant = work.principal().tenant;
  // What others are not to see before it is committed.
  const bool keeps = types_.models_in_force != nullptr && !work.Wrote(ScoringModel::descriptor());
  const absl::Time now = work.system_now();
  if (keeps) {
    auto kept = types_.models_in_force->Find(tenant, now);
    if (kept != nullptr) return kept;
  }
  GUANXI_ASSIGN_OR_RETURN(const std::optional<ScoringModel> model, Model(work));
  auto read = std::make_shared<const ModelInForce>();
  if (model.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(read, ModelInForce::Compile(*model, types_.leads->type()));
  }
  if (keeps) types_.models_in_force->Keep(tenant, now, read);
  return read;
}

absl::StatusOr<std::vector<ScoreReason>> Scorer::Fit(UnitOfWork& work, const ScoringModel& model,
                                                     const Lead& lead) const {
  GUANXI_ASSIGN_OR_RETURN(const auto compiled, ModelInForce::Compile(model, types_.leads->type()));
  return compiled->Fit(lead, MomentOf(work));
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
  GUANXI_ASSIGN_OR_RETURN(const auto in_force, InForce(work));
  const std::optional<ScoringModel>& model = in_force->model();
  if (!model.has_value()) return absl::OkStatus();
  const int fit = SumOf(in_force->Fit(lead, MomentOf(work)));
  // With the same points the timer stands at the same moment.
  if (fit == lead.fit_score() && lead.grade() == GradeAt(*model, lead, work.now())) {
    return absl::OkStatus();
  }
  return Show(work, *model, lead, [fit](Lead* shown) { shown->set_fit_score(fit); });
}

absl::StatusOr<bool> Scorer::Rescore(UnitOfWork& work, const ScoringModel& model,
                                     const Lead& lead) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<ScoreReason> reasons, Fit(work, model, lead));
  GUANXI_ASSIGN_OR_RETURN(const Rank rank, RankOf(work, model, lead));
  const int fit = SumOf(reasons);
  const int64_t off = rank.value - lead.behavior_rank();
  const bool is_same =
      (rank.value == 0) == (lead.behavior_rank() == 0) && std::abs(off) <= rank.rounding;
  if (fit == lead.fit_score() && is_same) {
    // What the same points are called, and when they sink, may be another model's matter.
    GUANXI_RETURN_IF_ERROR(Grade(work, model, lead));
    return lead.grade() != GradeAt(model, lead, work.now());
  }
  GUANXI_RETURN_IF_ERROR(Show(work, model, lead, [&](Lead* shown) {
    shown->set_fit_score(fit);
    shown->set_behavior_rank(rank.value);
  }));
  return true;
}

}  // namespace guanxi::lead
