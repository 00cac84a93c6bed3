#include "customer-svc/standing/standing_look.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/standing/quality_rules.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;

// Writes after which no other customer is begun with, and changes of segments of one look at a
// customer: with the counts of all segments a unit of work holds both.
constexpr int kMaxWrites = 120;
constexpr size_t kMaxMoves = 40;

}  // namespace

struct StandingLook::Round {
  UnitOfWork& work;
  const StandingPage& page;
  filter::Moment moment;
  SegmentMembers members;
  std::map<Uuid, ValueTimes> times;
  std::vector<MemberChange> moves;
  std::map<Uuid, absl::Time> due;  // when customers are to be looked at again

  void LookAgain(const Uuid& customer, std::optional<absl::Time> time) {
    if (!time.has_value()) return;
    const auto [at, is_new] = due.emplace(customer, *time);
    if (!is_new) at->second = std::min(at->second, *time);
  }
  bool IsFull() const { return work.writes() + static_cast<int>(moves.size()) >= kMaxWrites; }
};

absl::Status StandingLook::At(UnitOfWork& work, const StandingPage& page,
                              absl::Span<const Uuid> customers,
                              absl::Span<const ValueTime> times) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> left, AtSome(work, page, customers, times));
  std::map<Uuid, absl::Time> due;
  for (const Uuid& id : left) due[id] = work.now();
  return Arm(work, due);
}

absl::StatusOr<std::vector<Uuid>> StandingLook::AtSome(UnitOfWork& work, const StandingPage& page,
                                                       absl::Span<const Uuid> customers,
                                                       absl::Span<const ValueTime> times) const {
  std::vector<Uuid> there, left;
  if (customers.empty()) return left;
  GUANXI_ASSIGN_OR_RETURN(const auto rows, Take(work, customers));
  GUANXI_RETURN_IF_ERROR(StandingBook::CheckCurrent(work, page));
  GUANXI_RETURN_IF_ERROR(WriteValueTimes(work, times));
  const filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  Round round{work, page, moment, SegmentMembers(kin_, &work), {}, {}, {}};
  round.moment.now = work.now();
  for (const auto& [id, row] : rows) there.push_back(id);
  GUANXI_RETURN_IF_ERROR(round.members.Read(there));
  if (!page.aging.empty()) {
    GUANXI_ASSIGN_OR_RETURN(round.times, ReadValueTimes(work, rows, page.aging));
  }
  for (const auto& [id, row] : rows) {
    if (round.IsFull()) {
      left.push_back(id);
    } else {
      GUANXI_RETURN_IF_ERROR(One(round, id, row));
    }
  }
  GUANXI_RETURN_IF_ERROR(round.members.Apply(round.moves).status());
  GUANXI_RETURN_IF_ERROR(Arm(work, round.due));
  GUANXI_RETURN_IF_ERROR(round.members.Count());
  return left;
}

absl::StatusOr<std::map<Uuid, Stored>> StandingLook::Take(UnitOfWork& work,
                                                          absl::Span<const Uuid> customers) const {
  std::set<ResourceName> names;
  for (const Uuid& id : customers) names.insert(ResourceName{Uuid(), id});
  // Held so, they are not read again by what is projected onto them.
  GUANXI_RETURN_IF_ERROR(
      work.HoldLive(*kin_.customers, names, resource::Lock::kExclusive).status());
  std::map<Uuid, Stored> rows;
  for (const ResourceName& name : names) {
    absl::StatusOr<Stored> row = work.Get(*kin_.customers, name);
    if (absl::IsNotFound(row.status())) continue;
    GUANXI_RETURN_IF_ERROR(row.status());
    rows.emplace(name.id, *std::move(row));
  }
  return rows;
}

absl::Status StandingLook::One(Round& round, const Uuid& id, const Stored& row) const {
  Customer customer = static_cast<const Customer&>(*row.message);
  if (row.live) {
    GUANXI_RETURN_IF_ERROR(Grade(round, row, &customer));
    GUANXI_RETURN_IF_ERROR(ShowItsQuality(round, id, &customer));
  }
  Compare(round, id, row.live, customer);
  return absl::OkStatus();
}

absl::Status StandingLook::Grade(Round& round, const Stored& row, Customer* customer) const {
  if (customer->grade_pinned()) return absl::OkStatus();
  ResourceName name = row.name;
  const StandingPage::Grade* says = nullptr;
  for (const StandingPage::Grade& rule : round.page.grades) {
    round.LookAgain(name.id, rule.condition.NextTurn(*customer, round.moment));
    if (!rule.condition.Holds(*customer, round.moment)) continue;
    says = &rule;
    break;  // what stands behind it says nothing while it holds
  }
  if (says == nullptr || says->grade == customer->grade()) return absl::OkStatus();
  Customer next = *customer;
  next.set_grade(says->grade);
  const int writes = round.work.writes();
  const absl::Status graded = round.work.Update(*kin_.customers, row, &next).status();
  if (graded.ok()) {
    *customer = next;
    return absl::OkStatus();
  }
  if (IsPassing(graded) || round.work.writes() != writes) return graded;
  // As it was stored before something became a rule: it is graded once that is put right.
  Log(Severity::kInfo, "standing.not_graded", {{"reason", Reason(graded)}});
  return absl::OkStatus();
}

absl::Status StandingLook::ShowItsQuality(Round& round, const Uuid& id, Customer* customer) const {
  const v1::QualityPolicy* const policy = PolicyFor(round.page.policies, *customer);
  std::optional<Quality> quality;
  if (policy != nullptr) {
    quality = Judge(*policy, *customer, round.times[id], round.moment.now);
    round.LookAgain(id, quality->next);
  }
  const Quality* const shown = quality.has_value() ? &*quality : nullptr;
  if (Shows(*customer, shown)) return absl::OkStatus();
  ShowQuality(shown, customer);
  return round.work.Project(*kin_.customers, ResourceName{Uuid(), id},
                            [&](google::protobuf::Message* message) {
                              ShowQuality(shown, static_cast<Customer*>(message));
                            });
}

void StandingLook::Compare(Round& round, const Uuid& id, bool live,
                           const Customer& customer) const {
  const std::set<Uuid> before = round.members.Of(id);
  std::set<Uuid> wanted;
  for (const StandingPage::Segment& segment : round.page.segments) {
    if (!live) break;
    if (segment.condition.Holds(customer, round.moment)) wanted.insert(segment.id);
    round.LookAgain(id, segment.condition.NextTurn(customer, round.moment));
  }
  size_t moves = 0;
  const auto move = [&](const Uuid& segment, bool is_in) {
    if (++moves <= kMaxMoves) {
      round.moves.push_back({id, segment, is_in});
    } else {
      round.LookAgain(id, round.moment.now);
    }
  };
  for (const Uuid& segment : wanted) {
    if (before.count(segment) == 0) move(segment, /*is_in=*/true);
  }
  for (const Uuid& segment : before) {
    const bool stays = live && (round.page.kept.count(segment) != 0 || wanted.count(segment) != 0);
    if (!stays) {
      move(segment, /*is_in=*/false);
    } else if (round.members.IsTwice(id, segment)) {
      move(segment, /*is_in=*/true);
    }
  }
}

absl::Status StandingLook::Arm(UnitOfWork& work, const std::map<Uuid, absl::Time>& due) const {
  if (timers_ == nullptr || due.empty()) return absl::OkStatus();
  std::vector<timers::Timer> timers;
  for (const auto& [customer, time] : due) {
    timers.push_back({kLookTimer, customer.ToString(), time});
  }
  return timers_->Arm(work.tx(), work.principal().tenant, timers);
}

}  // namespace guanxi::customer
