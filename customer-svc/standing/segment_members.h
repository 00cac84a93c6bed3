// Who is in which segment: customers come into segments and leave them.
//
// One unit of work at a time has a customer, whom it holds exclusively; so there is one membership
// of him in a segment, which is brought back when he comes back. Of several, which a merge of
// customers may leave behind, or a cluster with several writers, the next look leaves one live.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_MEMBERS_H_
#define GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_MEMBERS_H_

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/standing/standing_book.h"

namespace guanxi::customer {

// That a customer is to be in a segment, or not.
struct MemberChange {
  Uuid customer;
  Uuid segment;
  bool is_in = false;
};

// Of one unit of work that holds the customers, and writes their memberships by this alone. Thread
// safety: none. Errors of all methods: those of common/db.
class SegmentMembers {
 public:
  // At most so many customers at once.
  static constexpr size_t kMaxCustomers = 128;

  // Nothing is owned.
  SegmentMembers(const StandingKin& kin, resource::UnitOfWork* work) : kin_(kin), work_(work) {}

  // Reads the memberships of customers, past ones too.
  absl::Status Read(absl::Span<const Uuid> customers);
  // The segments that one of them is in.
  std::set<Uuid> Of(const Uuid& customer) const;
  // Whether there are several live memberships of him in it: to be in it once more leaves one.
  bool IsTwice(const Uuid& customer, const Uuid& segment) const;

  // Writes the changes of customers that were read; how many changed anything. Whose the customers
  // are is not asked.
  absl::StatusOr<int> Apply(absl::Span<const MemberChange> changes);
  // Writes how many are in the segments that changed. Last: others wait for it.
  absl::Status Count();

 private:
  struct Entry {
    Uuid id;
    bool live = false;
  };

  absl::Status Hold(absl::Span<const MemberChange> changes);
  absl::StatusOr<bool> Enter(const MemberChange& change);
  absl::StatusOr<bool> Leave(const MemberChange& change, size_t but_for);

  const StandingKin kin_;
  resource::UnitOfWork* const work_;
  std::map<std::pair<Uuid, Uuid>, std::vector<Entry>> entries_;  // by customer and segment
  std::map<Uuid, int64_t> counts_;                               // what is to be added, by segment
};

// The statements, for the linter.
std::vector<db::Query> SegmentMemberQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_SEGMENT_MEMBERS_H_
