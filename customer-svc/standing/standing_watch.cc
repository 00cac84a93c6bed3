#include "customer-svc/standing/standing_watch.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/standing/standing_round.h"
#include "customer-svc/standing/value_times.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using resource::UnitOfWork;

constexpr char kType[] = "customer";

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
  if (await_place_ != nullptr) GUANXI_RETURN_IF_ERROR(await_place_(tenant));
  absl::Status applied;
  for (int i = 0; i < kTries; ++i) {
    GUANXI_ASSIGN_OR_RETURN(const StandingBook::Page page, book_->Of(tenant));
    GUANXI_ASSIGN_OR_RETURN(const std::vector<ValueTime> times, TimesOf(events, page->aging));
    applied = engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, context,
                             [&](UnitOfWork& work) -> absl::Status {
                               GUANXI_RETURN_IF_ERROR(look_.At(work, *page, customers, times));
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
  options.max_batch = kLooksAtOnce;
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

std::vector<db::Query> StandingWatchQueries() { return {kNextTenant, NextCustomers()}; }

}  // namespace guanxi::customer
