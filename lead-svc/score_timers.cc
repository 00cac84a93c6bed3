#include "lead-svc/score_timers.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "guanxi/lead/v1/scoring_model.pb.h"

namespace guanxi::lead {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using timers::ArmedTimer;
using timers::Timer;
using v1::Lead;
using v1::ScoringModel;

// One a tenant. The payload is how often all leads were gone over, a digit, and the id of the last
// lead of this time.
constexpr char kRescoreTimer[] = "lead_rescore";
constexpr char kRescoreKey[] = "all";
constexpr int kTimes = 2;
constexpr absl::Duration kBetween = absl::Minutes(1);
// Leads of a transaction: few enough for who writes one of them to wait.
constexpr int kPage = 100;

const db::Query kSelectPage{
    "scoring.page",
    "SELECT id FROM leads FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND id > ? "
    "ORDER BY id LIMIT ?"};

struct Place {
  int done = 0;
  std::string id = std::string(16, '\0');
};

Place ReadPlace(const std::string& payload) {
  Place place;
  if (payload.size() != 17) return place;
  place.done = payload[0] - '0';
  place.id = payload.substr(1);
  return place;
}

Timer TimerAt(const Place& place, absl::Time due) {
  return {kRescoreTimer, kRescoreKey, due, absl::StrCat(place.done, place.id)};
}

// Empty without one in force.
absl::StatusOr<ScoringModel> ModelOf(UnitOfWork& work, const Scorer& scorer) {
  GUANXI_ASSIGN_OR_RETURN(std::optional<ScoringModel> model, scorer.Model(work));
  return std::move(model).value_or(ScoringModel());
}

absl::StatusOr<std::optional<Stored>> FindLive(UnitOfWork& work, const Scorer::Types& types,
                                               const ResourceName& name) {
  auto row = work.GetLive(*types.leads, name);
  if (absl::IsNotFound(row.status())) return std::optional<Stored>();
  GUANXI_RETURN_IF_ERROR(row.status());
  return std::optional<Stored>(*std::move(row));
}

absl::Status FireGrades(UnitOfWork& work, const Scorer::Types& types, const timers::Batch& batch) {
  const Scorer scorer(types);
  GUANXI_ASSIGN_OR_RETURN(const ScoringModel model, ModelOf(work, scorer));
  for (const ArmedTimer& timer : batch.timers) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(types.leads->type(), timer.key, "timer.key"));
    GUANXI_ASSIGN_OR_RETURN(const auto row, FindLive(work, types, name));
    if (!row.has_value()) continue;
    GUANXI_RETURN_IF_ERROR(scorer.Grade(work, model, static_cast<const Lead&>(*row->message)));
  }
  return absl::OkStatus();
}

absl::Status FireRescoring(UnitOfWork& work, const Scorer::Types& types, const ArmedTimer& timer) {
  const Scorer scorer(types);
  GUANXI_ASSIGN_OR_RETURN(const ScoringModel model, ModelOf(work, scorer));
  const Uuid& tenant = work.principal().tenant;
  Place place = ReadPlace(timer.payload);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectPage, {tenant.bytes(), place.id, kPage}));
  for (const db::Row row : rows) {
    ResourceName name;
    GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
    place.id = std::string(name.id.bytes());
    GUANXI_ASSIGN_OR_RETURN(const auto found, FindLive(work, types, name));
    if (!found.has_value()) continue;
    GUANXI_RETURN_IF_ERROR(
        scorer.Rescore(work, model, static_cast<const Lead&>(*found->message)).status());
  }
  if (rows.size() == size_t{kPage}) {
    return types.timers->Arm(work.tx(), tenant, TimerAt(place, timer.due));
  }
  if (++place.done == kTimes) return absl::OkStatus();
  place.id = Place().id;
  return types.timers->Arm(work.tx(), tenant, TimerAt(place, work.now() + kBetween));
}

}  // namespace

absl::Status ScoreWritten(UnitOfWork& work, const Scorer::Types& types, resource::ChangeKind kind,
                          const Lead& lead) {
  const Scorer scorer(types);
  if (resource::StatesValues(kind)) return scorer.ScoreFit(work, lead);
  if (kind != resource::ChangeKind::kUndeleted) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const ScoringModel model, ModelOf(work, scorer));
  return scorer.Rescore(work, model, lead).status();
}

absl::Status ArmRescoring(UnitOfWork& work, timers::Timers& timers) {
  return timers.Arm(work.tx(), work.principal().tenant, TimerAt(Place(), work.now()));
}

timers::Kinds ScoreTimerKinds(const Scorer::Types& types) {
  timers::Kinds kinds;
  kinds[kGradeTimer].fire = [types](UnitOfWork& work, const timers::Batch& batch) {
    return FireGrades(work, types, batch);
  };
  kinds[kRescoreTimer].fire = [types](UnitOfWork& work, const timers::Batch& batch) {
    for (const ArmedTimer& timer : batch.timers) {
      GUANXI_RETURN_IF_ERROR(FireRescoring(work, types, timer));
    }
    return absl::OkStatus();
  };
  kinds[kRescoreTimer].max_batch = 1;
  return kinds;
}

std::vector<db::Query> ScoreTimerQueries() { return {kSelectPage}; }

}  // namespace guanxi::lead
