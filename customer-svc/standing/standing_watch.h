// Keeps what is said of customers current: looks at those that change, by the events of this
// service's own log; at those for whom a moment comes, by timers; and at all of a tenant, page by
// page, when what they are held against becomes another.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_WATCH_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_WATCH_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/events/consumer.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/standing/standing_look.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::customer {

// Customers of a transaction: few enough for who writes one of them to wait.
inline constexpr int kLooksAtOnce = 50;

// Thread-safe. Owns nothing.
class StandingWatch {
 public:
  // Returns once it is known where a tenant is, for what conditions say of its days. Null: it is.
  using AwaitPlace = std::function<absl::Status(const Uuid& tenant)>;

  StandingWatch(db::Database* database, const resource::Engine* engine, StandingBook* book,
                const StandingKin& kin, timers::Timers* timers, AwaitPlace await_place = nullptr)
      : database_(database),
        engine_(engine),
        book_(book),
        kin_(kin),
        timers_(timers),
        look_(kin, timers),
        await_place_(std::move(await_place)) {}

  // The consumer of this service's own log, which `read` reads.
  events::Consumer::Options Consume(events::ReadLog read) const;
  // What the service's runner does with timers of customers, and of rounds over all.
  timers::Kinds TimerKinds() const;

  // For Consumer::Options.concerns: changes of customers by which something may become another.
  absl::StatusOr<std::vector<bool>> Concerns(
      absl::Span<const event::v1::LogEvent* const> events) const;
  // For Consumer::Options.apply: events of one tenant. What follows from them is written as
  // following from the one that lies deepest in its chain of causes.
  absl::Status Apply(absl::Span<const event::v1::LogEvent> events, const events::Done& done) const;

 private:
  absl::Status FireLooks(resource::UnitOfWork& work, const timers::Batch& batch) const;
  // A page of customers, and the timer for the next one.
  absl::Status FireRound(resource::UnitOfWork& work, const timers::Batch& batch) const;
  // What segments say of themselves once all customers were looked at.
  absl::Status EndRound(resource::UnitOfWork& work, const StandingPage& page) const;

  // Has the customers of all tenants looked at who hold them against anything.
  absl::Status LookAtAll(const events::StillHeld& held) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  StandingBook* const book_;
  const StandingKin kin_;
  timers::Timers* const timers_;
  const StandingLook look_;
  const AwaitPlace await_place_;
};

// The ids of a tenant's customers behind one, in their order. Binds tenant, id, limit.
const db::Query& NextCustomers();

// The statements, for the linter.
std::vector<db::Query> StandingWatchQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_WATCH_H_
