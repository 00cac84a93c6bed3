// What a claim goes by beside the record: read with it, by one statement.
#ifndef GUANXI_COMMON_POOLS_CLAIM_FACTS_H_
#define GUANXI_COMMON_POOLS_CLAIM_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::pools {

// As of one moment, shortly before the record was held.
struct ClaimFacts {
  int64_t pool_version = 0;         // of the live pool in which it lies; 0: in none
  std::optional<absl::Time> taken;  // when the claimant's hand was held last; nothing: not known
  // Of what he has claimed out of that pool by day (resource::TimesInPeriod); NULL: never anything.
  db::Value day_counter;
  // Whether he had so many in hand.
  int asked_in_hand = 0;
  bool is_hand_full = false;
};

// The kind and the key of the row that counts what a user has claimed out of a pool by day.
inline constexpr char kDayCount[] = "pool_day";
std::string DayKey(const Uuid& user, const Uuid& pool);

// Immutable, thus thread-safe.
class ClaimReading {
 public:
  // `records`, which is not owned, has a column `pool_id`. `behind_in_hand` and `in_hand_values` as
  // in PoolDesk::Kind.
  ClaimReading(const resource::Resource* records, const db::Query& behind_in_hand,
               std::vector<db::Value> in_hand_values);

  struct Found {
    resource::Stored row;
    std::optional<ClaimFacts> facts;  // nothing if the unit of work had the record already
  };
  // The live record, held, and the facts for the user of the unit of work, of whose hand it is
  // asked whether he has `in_hand` in it (which pool the record lies in is not known before).
  // Errors: those of UnitOfWork::GetLive.
  absl::StatusOr<Found> Read(resource::UnitOfWork& work, const resource::ResourceName& name,
                             int in_hand) const;

  // Its statement, for the linter.
  const db::Query& query() const { return query_; }

 private:
  const resource::Resource* const records_;
  const db::Query query_;
  const std::vector<db::Value> in_hand_values_;
};

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_CLAIM_FACTS_H_
