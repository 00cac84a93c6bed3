// The rows of look-ups: where each goes on, when it is due, who works at it. One for each
// enrichment, whose id it has.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_PULL_QUEUE_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_PULL_QUEUE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"

namespace guanxi::customer {

// One feed of one tenant.
struct FeedKey {
  Uuid tenant;
  Uuid feed;

  friend bool operator<(const FeedKey& a, const FeedKey& b) {
    return std::tie(a.tenant, a.feed) < std::tie(b.tenant, b.feed);
  }
};

struct Pull {
  Uuid id;  // of the enrichment
  Uuid customer;
  int64_t epoch = 0;     // that under which the holder works
  int64_t attempts = 0;  // in vain, since the last success
  std::string cursor;
  Uuid last_finding;  // what the register said the last time; nil: nothing
};

// When nothing is to be done.
absl::Time Never();

// Locks are taken in one order: the account of the feed, the customer, the look-up, the enrichment.
// Times of leases are the machine's, all others those of the business. Errors of all functions:
// those of common/db.

// Puts a look-up in that is due at `due`; one that is there already is due then, if it was not
// earlier.
absl::Status PutPull(db::Transaction& tx, const FeedKey& key, const Pull& pull, absl::Time due);
// Makes those due at `due` that were not to be done; false if there is no such row.
absl::StatusOr<bool> MakePullDue(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                                 absl::Time due);
// Of the customers from `first` to `last` those that have a look-up in the feed.
absl::StatusOr<std::set<Uuid>> CustomersWithPull(db::Transaction& tx, const FeedKey& key,
                                                 const Uuid& first, const Uuid& last);

// Feeds that have something due at `now` and may be asked at `real`, the machine's time, the
// longest due first; a hundred at most. Those that are gone are among them. Of some it may all be
// worked at.
absl::StatusOr<std::vector<FeedKey>> DueFeeds(db::Transaction& tx, absl::Time now, absl::Time real);

// Takes up to `limit` of a feed's that are due, the longest first, until `lease_until`: whoever had
// them before writes nothing more of them.
absl::StatusOr<std::vector<Pull>> ClaimPulls(db::Transaction& tx, const FeedKey& key,
                                             absl::Time now, absl::Time lease_now,
                                             absl::Time lease_until, int limit);

// What becomes of one that was claimed; false if somebody else has claimed it since, or it is gone.
// `pull` has what is stored of it now.
absl::StatusOr<bool> EndPull(db::Transaction& tx, const Uuid& tenant, const Pull& pull,
                             absl::Time due);
absl::StatusOr<bool> RemovePull(db::Transaction& tx, const Uuid& tenant, const Pull& pull);

// The statements, for the tests that read SQL.
std::vector<db::Query> PullQueueQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_PULL_QUEUE_H_
