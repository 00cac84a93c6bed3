// What a feed has that nobody is shown: its secret, sealed; when it may be asked again; how far all
// customers were gone over.
#ifndef GUANXI_CUSTOMER_SVC_FEEDS_FEED_ACCOUNT_H_
#define GUANXI_CUSTOMER_SVC_FEEDS_FEED_ACCOUNT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/query.h"
#include "common/db/transaction.h"

namespace guanxi::customer {

// The row of one feed.
struct FeedAccount {
  std::string sealed;    // the secret; "": there is none
  int64_t failures = 0;  // in a row
  absl::Time next_time;  // of the machine: nobody asks before; of one that is PAUSED never
  Uuid swept;            // the last customer that was gone over; nil: it begins anew
};

// Errors of all functions: those of common/db.

// That of a feed, held until the end of the transaction; an empty one if it has none.
absl::StatusOr<FeedAccount> GetFeedAccount(db::Transaction& tx, const Uuid& tenant,
                                           const Uuid& feed);
absl::Status PutFeedAccount(db::Transaction& tx, const Uuid& tenant, const Uuid& feed,
                            const FeedAccount& account);
// Removes that of a feed that goes.
absl::Status EraseFeedAccount(db::Transaction& tx, const Uuid& tenant, const Uuid& feed);

// Seals and opens secrets, each for one feed alone. Thread-safe.
class FeedSecrets {
 public:
  explicit FeedSecrets(const crypto::KeyRing& keys) : keys_(keys.Derive("feed accounts")) {}

  // INTERNAL if it cannot be sealed.
  absl::StatusOr<std::string> Seal(const Uuid& tenant, const Uuid& feed,
                                   const std::string& secret) const;
  // INTERNAL if it was not sealed by these keys for this feed.
  absl::StatusOr<std::string> Open(const Uuid& tenant, const Uuid& feed,
                                   const std::string& sealed) const;

 private:
  const crypto::KeyRing keys_;
};

// The statements, for the tests that read SQL.
std::vector<db::Query> FeedAccountQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FEEDS_FEED_ACCOUNT_H_
