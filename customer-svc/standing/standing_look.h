// Brings what is said of customers into line with what they are held against: their grade, what
// they say of their quality, which segments they are in.
//
// A customer who is looked at twice is as after the first time. One at whom nobody has to look
// again until a moment has a timer for it.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_LOOK_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_LOOK_H_

#include <map>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"
#include "customer-svc/standing/segment_members.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/standing/value_times.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// The timers of customers who are to be looked at; the key is the customer's id.
inline constexpr char kLookTimer[] = "customer_look";

// Immutable, thus thread-safe. Owns nothing.
class StandingLook {
 public:
  // Without `timers` nobody is looked at again.
  StandingLook(const StandingKin& kin, timers::Timers* timers) : kin_(kin), timers_(timers) {}

  // Looks at customers, deleted ones too, each named once; whoever is not there is passed over. It
  // takes them exclusively, and so must not share them before. Those for whom there is no room in
  // the unit of work are looked at a moment later, by their timers. Errors: those of common/db, and
  //   ABORTED  STANDING_CHANGED  see StandingBook::CheckCurrent
  // `times` are what is known of their values besides; written once they are taken.
  absl::Status At(resource::UnitOfWork& work, const StandingPage& page,
                  absl::Span<const Uuid> customers, absl::Span<const ValueTime> times = {}) const;
  // The same; those for whom there is no room, the last ones in the order of ids, are returned
  // instead. There is for one, at least.
  absl::StatusOr<std::vector<Uuid>> AtSome(resource::UnitOfWork& work, const StandingPage& page,
                                           absl::Span<const Uuid> customers,
                                           absl::Span<const ValueTime> times = {}) const;

 private:
  // What one look needs to know of all its customers.
  struct Round;

  // Those that are there, held exclusively.
  absl::StatusOr<std::map<Uuid, resource::Stored>> Take(resource::UnitOfWork& work,
                                                        absl::Span<const Uuid> customers) const;
  absl::Status One(Round& round, const Uuid& id, const resource::Stored& row) const;
  // Gives the grade that the rules say; `*customer` is what was stored then.
  absl::Status Grade(Round& round, const resource::Stored& row, v1::Customer* customer) const;
  absl::Status ShowItsQuality(Round& round, const Uuid& id, v1::Customer* customer) const;
  // The changes of its segments, or as many as there is room for.
  void Compare(Round& round, const Uuid& id, bool live, const v1::Customer& customer) const;
  absl::Status Arm(resource::UnitOfWork& work, const std::map<Uuid, absl::Time>& due) const;

  const StandingKin kin_;
  timers::Timers* const timers_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_LOOK_H_
