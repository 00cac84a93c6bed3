// The half of the watch that timers set off: customers for whom a moment has come, and rounds.
#include <algorithm>
#include <any>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "customer-svc/standing/standing_round.h"
#include "customer-svc/standing/standing_watch.h"
#include "guanxi/customer/v1/segment.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::UnitOfWork;
using timers::ArmedTimer;
using v1::Segment;

constexpr size_t kIdBytes = 16;

}  // namespace

const db::Query& NextCustomers() {
  static const auto* const query =
      new db::Query{"customer.standing_round",
                    "SELECT id FROM customers FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND id > ? "
                    "ORDER BY id LIMIT ?"};
  return *query;
}

absl::Status StandingWatch::FireLooks(UnitOfWork& work, const timers::Batch& batch) const {
  std::set<Uuid> ids;
  for (const ArmedTimer& timer : batch.timers) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(timer.key));
    ids.insert(id);
  }
  const std::vector<Uuid> customers(ids.begin(), ids.end());
  return look_.At(work, *std::any_cast<const StandingBook::Page&>(batch.prepared), customers);
}

absl::Status StandingWatch::FireRound(UnitOfWork& work, const timers::Batch& batch) const {
  const ArmedTimer& timer = batch.timers.front();
  const auto& page = *std::any_cast<const StandingBook::Page&>(batch.prepared);
  const Uuid& tenant = work.principal().tenant;
  const std::string after =
      timer.payload.size() == kIdBytes ? timer.payload : std::string(kIdBytes, '\0');
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(NextCustomers(), {tenant.bytes(), after, kLooksAtOnce}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> left, look_.AtSome(work, page, ids));
  const bool is_last = ids.size() < size_t{kLooksAtOnce};
  // Those for whom there was no room come first on the next page.
  if (!left.empty()) ids.erase(std::find(ids.begin(), ids.end(), left.front()), ids.end());
  if (is_last && left.empty()) return EndRound(work, page);
  return timers_->Arm(
      work.tx(), tenant,
      timers::Timer{kRoundTimer, kRoundKey, timer.due, std::string(ids.back().bytes())});
}

absl::Status StandingWatch::EndRound(UnitOfWork& work, const StandingPage& page) const {
  GUANXI_RETURN_IF_ERROR(StandingBook::CheckCurrent(work, page));
  const auto say = [&](const Uuid& id, Segment::State state) {
    return work.Project(*kin_.segments, ResourceName{Uuid(), id},
                        [&](google::protobuf::Message* message) {
                          static_cast<Segment*>(message)->set_state(state);
                        });
  };
  for (const StandingPage::Segment& segment : page.segments) {
    GUANXI_RETURN_IF_ERROR(say(segment.id, Segment::CURRENT));
  }
  for (const Uuid& id : page.broken) GUANXI_RETURN_IF_ERROR(say(id, Segment::BROKEN));
  return absl::OkStatus();
}

timers::Kinds StandingWatch::TimerKinds() const {
  const auto prepare = [book = book_](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(StandingBook::Page page, book->Of(batch.tenant));
    return std::any(std::move(page));
  };
  timers::Kinds kinds;
  kinds[kLookTimer].prepare = kinds[kRoundTimer].prepare = prepare;
  kinds[kLookTimer].fire = [this](UnitOfWork& work, const timers::Batch& batch) {
    return FireLooks(work, batch);
  };
  kinds[kLookTimer].max_batch = kLooksAtOnce;
  kinds[kRoundTimer].fire = [this](UnitOfWork& work, const timers::Batch& batch) {
    return FireRound(work, batch);
  };
  kinds[kRoundTimer].max_batch = 1;
  return kinds;
}

}  // namespace guanxi::customer
