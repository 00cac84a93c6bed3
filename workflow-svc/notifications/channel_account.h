// What a channel has that nobody is shown: its address and secret, sealed; and what is counted of
// what it sends.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_ACCOUNT_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_ACCOUNT_H_

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

namespace guanxi::workflow {

// Never logged.
struct Credentials {
  std::string url;
  std::string secret;
};

// The row of one channel.
struct ChannelAccount {
  Credentials credentials;
  int64_t failures = 0;      // in a row
  absl::Time window_time;    // since when
  int64_t window_count = 0;  // messages were sent
};

// Thread-safe. `keys` are the service's sealing keys: what they derive for this purpose seals.
class ChannelAccounts {
 public:
  explicit ChannelAccounts(const crypto::KeyRing& keys) : keys_(keys.Derive("channel accounts")) {}

  // That of a channel, held until the end of the transaction; an empty one if it has none. INTERNAL
  // if what is stored was not sealed by these keys for this channel; errors of common/db.
  absl::StatusOr<ChannelAccount> Get(db::Transaction& tx, const Uuid& tenant,
                                     const Uuid& channel) const;
  // Stores it. Errors: those of common/db, and INTERNAL if it cannot be sealed.
  absl::Status Put(db::Transaction& tx, const Uuid& tenant, const Uuid& channel,
                   const ChannelAccount& account) const;

 private:
  const crypto::KeyRing keys_;
};

// Removes that of a channel that goes.
absl::Status EraseChannelAccount(db::Transaction& tx, const Uuid& tenant, const Uuid& channel);

// The statements, for the tests that read SQL.
std::vector<db::Query> ChannelAccountQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_CHANNEL_ACCOUNT_H_
