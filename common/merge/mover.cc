#include "common/merge/mover.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "common/resource/merged_names.h"
#include "common/resource/unit_merges.h"

namespace guanxi::merge {
namespace {

using resource::UnitOfWork;

// Turns that one call of GoOn looks at.
constexpr int kTurnsAtOnce = 20;

}  // namespace

absl::Status Mover::Step(const Turn& turn) const {
  resource::WriteContext context;
  context.is_merge = true;
  return engine_->Write(events::WriterIn(turn.tenant, turn.actor), {db::Lane::kJob}, context,
                        [&](UnitOfWork& work) { return StepIn(work, turn); });
}

absl::Status Mover::StepIn(UnitOfWork& work, const Turn& known) const {
  const auto passed = [this](absl::string_view where) {
    return options_.passed != nullptr ? options_.passed(where) : absl::OkStatus();
  };
  // Parents before the turn, as the merge itself takes them.
  GUANXI_RETURN_IF_ERROR(HoldParents(work, known));
  GUANXI_ASSIGN_OR_RETURN(std::optional<Turn> turn,
                          HoldTurn(work.tx(), known.tenant, known.merge, known.record));
  if (!turn.has_value()) return absl::OkStatus();  // another replica has ended it
  GUANXI_ASSIGN_OR_RETURN(const int moved, MoveSome(work, *turn, kMovedAtOnce));
  if (moved > 0) {
    GUANXI_RETURN_IF_ERROR(LeadOn(work, *turn));
    return passed("moved");
  }
  if (options_.second_look > absl::ZeroDuration() && !turn->again.has_value() && !turn->undoes) {
    turn->again = work.system_now() + options_.second_look;
    return PutTurn(work.tx(), *turn);
  }
  GUANXI_RETURN_IF_ERROR(EndTurn(work.tx(), *turn));
  GUANXI_ASSIGN_OR_RETURN(const auto left, TurnsOf(work.tx(), turn->tenant, turn->merge));
  if (left.empty() && options_.ended != nullptr) {
    GUANXI_RETURN_IF_ERROR(options_.ended(work, *turn));
  }
  return passed("ended");
}

absl::Status Mover::LeadOn(UnitOfWork& work, const Turn& turn) const {
  if (map_->target() != nullptr || turn.undoes) return absl::OkStatus();
  const auto read = [&] {
    return resource::ReadMerged(work.tx(), turn.tenant, map_->collection(), {turn.into});
  };
  GUANXI_ASSIGN_OR_RETURN(const auto steps, read());
  const auto step = steps.find(turn.into);
  if (step == steps.end()) return absl::OkStatus();
  Turn next = {turn.tenant,      step->second.merge, turn.into, step->second.into,
               /*undoes=*/false, turn.actor,         {}};
  GUANXI_RETURN_IF_ERROR(PutTurn(work.tx(), next));
  // Who undoes it waits from here on, or was here before: then it goes back what it moved.
  GUANXI_ASSIGN_OR_RETURN(const auto now, read());
  const auto still = now.find(turn.into);
  if (still != now.end() && still->second.merge == next.merge) return absl::OkStatus();
  next.undoes = true;
  return PutTurn(work.tx(), next);
}

absl::StatusOr<Uuid> Mover::LedTo(UnitOfWork& work, const Uuid& record) const {
  if (map_->target() != nullptr) return record;
  GUANXI_ASSIGN_OR_RETURN(
      const auto ends,
      resource::FollowMerged(work.tx(), work.principal().tenant, map_->collection(), {record}));
  const auto end = ends.find(record);
  return end != ends.end() ? end->second : record;
}

absl::StatusOr<int> Mover::MoveSome(UnitOfWork& work, const Turn& turn, int room) const {
  int moved = 0;
  GUANXI_RETURN_IF_ERROR(work.WithoutScope([&]() -> absl::Status {
    GUANXI_RETURN_IF_ERROR(HoldParents(work, turn));
    auto count = turn.undoes ? Back(work, turn, room) : Forward(work, turn, room);
    GUANXI_ASSIGN_OR_RETURN(moved, std::move(count));
    return absl::OkStatus();
  }));
  return moved;
}

absl::Status Mover::HoldParents(UnitOfWork& work, const Turn& turn) const {
  if (map_->target() == nullptr) return absl::OkStatus();
  return work.GetMany(*map_->target(), {turn.record, turn.into}, resource::Lock::kExclusive)
      .status();
}

absl::StatusOr<int> Mover::Forward(UnitOfWork& work, const Turn& turn, int room) const {
  int moved = 0;
  for (const Place& place : map_->places()) {
    if (moved >= room) break;
    GUANXI_ASSIGN_OR_RETURN(const int some, ForwardAt(work, turn, place, room - moved));
    moved += some;
  }
  return moved;
}

absl::StatusOr<int> Mover::MoveBelow(UnitOfWork& work, const Uuid& tenant, const Place& place,
                                     const resource::ResourceName& above) const {
  // What they name goes on to lead to what it named.
  const auto as_it_is = [](const google::protobuf::FieldDescriptor*, const std::string& text) {
    return text;
  };
  int moved = 0;
  for (const Below& below : place.below) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows found,
                            work.tx().Select(below.select, {tenant.bytes(), above.id.bytes()}));
    std::vector<Uuid> ids;
    for (const db::Row row : found) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      ids.push_back(id);
    }
    if (ids.empty()) continue;
    GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*below.resource, ids));
    for (auto& [id, row] : rows) {
      GUANXI_RETURN_IF_ERROR(
          resource::UnitMerges(&work).Redirect(*below.resource, &row, above, as_it_is).status());
      ++moved;
    }
  }
  return moved;
}

absl::StatusOr<bool> Mover::Finish(const Uuid& tenant, const Uuid& merge, absl::Time until) const {
  while (true) {
    std::vector<Turn> turns;
    GUANXI_RETURN_IF_ERROR(
        database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(turns, TurnsOf(tx, tenant, merge));
          return absl::OkStatus();
        }));
    if (turns.empty()) return true;
    if (absl::Now() >= until) return false;
    GUANXI_RETURN_IF_ERROR(Step(turns.front()));
  }
}

absl::StatusOr<bool> Mover::GoOn() const {
  Turn last;
  {
    MutexLock lock(&mutex_);
    last = last_;
  }
  std::vector<Turn> turns;
  const absl::Time now = engine_->environment().system_clock()->Now();
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(turns, NextTurns(tx, now, last, kTurnsAtOnce));
        if (turns.empty()) {
          GUANXI_ASSIGN_OR_RETURN(turns, NextTurns(tx, now, Turn(), kTurnsAtOnce));
        }
        return absl::OkStatus();
      }));
  if (turns.empty()) return false;
  absl::Status first;
  for (const Turn& turn : turns) first.Update(Step(turn));
  {
    MutexLock lock(&mutex_);
    last_ = turns.back();
  }
  if (!first.ok()) return first;
  return true;
}

}  // namespace guanxi::merge
