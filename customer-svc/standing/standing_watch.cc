#include "customer-svc/standing/standing_watch.h"

#include <algorithm>
#include <any>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/standing/standing_round.h"
#include "customer-svc/standing/value_times.h"
#include "guanxi/customer/v1/segment.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::ResourceName;
using resource::UnitOfWork;
using timers::ArmedTimer;
using v1::Segment;

constexpr char kType[] = "customer";
// Customers of a transaction: few enough for who writes one of them to wait.
constexpr int kPage = 50;
constexpr size_t kIdBytes = 16;

const db::Query kNextCustomers{
    "customer.standing_round",
    "SELECT id FROM customers FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND id > ? "
    "ORDER BY id LIMIT ?"};

const db::Query kNextTenant{"standing_version.next_tenant",
                            "SELECT MIN(tenant_id) FROM standing_versions WHERE tenant_id > ?",
                            /*infrastructure=*/true};

// Whether a change of this kind, of these fields, may change what is said of its customer.
bool MayChange(const StandingPage& page, const LogEvent& event) {
  if (page.empty()) return false;
  if (event.kind() != Change::UPDATED && event.kind() != Change::PROJECTED) return true;
  return std::any_of(event.changed_fields().begin(), event.changed_fields().end(),
                     [&](const std::string& field) { return page.fields.contains(field); });
}

bool IsOfCustomer(const LogEvent& event) {
  return event.resource_type() == kType && event.kind() != Change::EMITTED;
}

bool OfOneTenant(const LogEvent& a, const LogEvent& b) { return a.tenant_id() == b.tenant_id(); }

// How often events are tried whose tenant holds customers against something else each time.
constexpr int kTries = 3;

absl::StatusOr<std::vector<ValueTime>> TimesOf(absl::Span<const LogEvent> events,
                                               const std::set<std::string>& fields) {
  std::vector<ValueTime> times;
  for (const LogEvent& event : events) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<ValueTime> some, TimesIn(event, fields));
    times.insert(times.end(), some.begin(), some.end());
  }
  return times;
}

absl::StatusOr<std::vector<Uuid>> CustomersOf(absl::Span<const LogEvent> events) {
  std::set<Uuid> ids;
  for (const LogEvent& event : events) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
    ids.insert(id);
  }
  return std::vector<Uuid>(ids.begin(), ids.end());
}

}  // namespace

absl::StatusOr<std::vector<bool>> StandingWatch::Concerns(
    absl::Span<const LogEvent* const> events) const {
  std::map<std::string, StandingBook::Page> pages;
  std::vector<bool> concerns;
  for (const LogEvent* event : events) {
    if (!IsOfCustomer(*event)) {
      concerns.push_back(false);
      continue;
    }
    StandingBook::Page& page = pages[event->tenant_id()];
    if (page == nullptr) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(event->tenant_id()));
      GUANXI_ASSIGN_OR_RETURN(page, book_->Of(tenant));
    }
    concerns.push_back(MayChange(*page, *event));
  }
  return concerns;
}

absl::Status StandingWatch::Apply(absl::Span<const LogEvent> events,
                                  const events::Done& done) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(events[0].tenant_id()));
  const LogEvent& deepest =
      *std::max_element(events.begin(), events.end(),
                        [](const LogEvent& a, const LogEvent& b) { return a.depth() < b.depth(); });
  GUANXI_ASSIGN_OR_RETURN(const resource::WriteContext context, events::FollowingUp(deepest));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> customers, CustomersOf(events));
  absl::Status applied;
  for (int i = 0; i < kTries; ++i) {
    GUANXI_ASSIGN_OR_RETURN(const StandingBook::Page page, book_->Of(tenant));
    GUANXI_ASSIGN_OR_RETURN(const std::vector<ValueTime> times, TimesOf(events, page->aging));
    applied = engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, context,
                             [&](UnitOfWork& work) -> absl::Status {
                               GUANXI_RETURN_IF_ERROR(WriteValueTimes(work, times));
                               GUANXI_RETURN_IF_ERROR(look_.At(work, *page, customers));
                               return done(work.tx());
                             });
    // What customers are held against changed meanwhile: no reason to hold the partition up.
    if (Reason(applied) != kStandingChanged) break;
  }
  return applied;
}

events::Consumer::Options StandingWatch::Consume(events::ReadLog read) const {
  events::Consumer::Options options;
  options.name = "customer-svc.standing";
  options.producer = "customer-svc";
  options.read = std::move(read);
  options.concerns = [this](absl::Span<const LogEvent* const> some) { return Concerns(some); };
  options.apply = [this](absl::Span<const LogEvent> some, const events::Done& done) {
    return Apply(some, done);
  };
  options.together = OfOneTenant;
  options.max_batch = kPage;
  // What was lost may have been of anybody.
  options.recover = [this](const events::Loss&, const events::StillHeld& held) {
    return LookAtAll(held);
  };
  return options;
}

absl::Status StandingWatch::LookAtAll(const events::StillHeld& held) const {
  Uuid tenant;
  while (true) {
    GUANXI_RETURN_IF_ERROR(held());
    bool is_there = false;
    GUANXI_RETURN_IF_ERROR(
        database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNextTenant, {tenant.bytes()}));
          is_there = !rows.empty() && !rows[0].IsNull(0);
          if (!is_there) return absl::OkStatus();
          GUANXI_ASSIGN_OR_RETURN(tenant, Uuid::FromBytes(rows[0].String(0)));
          return absl::OkStatus();
        }));
    if (!is_there) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(engine_->Write(
        events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
        [&](UnitOfWork& work) { return ArmRound(work, timers_); }));
  }
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
                          work.tx().Select(kNextCustomers, {tenant.bytes(), after, kPage}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  GUANXI_RETURN_IF_ERROR(look_.At(work, page, ids));
  if (ids.size() < size_t{kPage}) return EndRound(work, page);
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
  kinds[kLookTimer].max_batch = kPage;
  kinds[kRoundTimer].fire = [this](UnitOfWork& work, const timers::Batch& batch) {
    return FireRound(work, batch);
  };
  kinds[kRoundTimer].max_batch = 1;
  return kinds;
}

std::vector<db::Query> StandingWatchQueries() { return {kNextCustomers, kNextTenant}; }

}  // namespace guanxi::customer
