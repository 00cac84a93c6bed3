// By what customers are found that may be the same: rows of `match_keys`, written with the
// customer.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_MATCH_KEYS_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_MATCH_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/rule_keys.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

inline constexpr size_t kMatchKeyBytes = 8;
// Stored keys below it find candidates (dedupe::KeysOf), others are exact: those of rules.
std::string FirstExactKey();

// Makes the keys of a tenant's customers. They are digests: nobody reads a number out of them, or
// guesses it without the key. Thread-safe; about a µs for each digest.
class MatchKeys {
 public:
  // `blind_index_key` outlives it.
  MatchKeys(absl::string_view blind_index_key, const Uuid& tenant)
      : secret_(blind_index_key), tenant_(tenant) {}

  // All keys of a customer in stored form; at most 100.
  std::set<std::string> Of(const v1::Customer& customer) const;
  // Those that find candidates.
  std::vector<std::string> ForCandidates(const v1::Customer& customer) const;
  std::string Exact(const RuleKey& key) const;

 private:
  std::string Digest(absl::string_view sort, absl::string_view value, bool is_exact) const;

  const absl::string_view secret_;
  const Uuid tenant_;
};

// Brings the rows of a customer up to date in the transaction of its write, new ones with others of
// the unit of work (UnitOfWork::AddBeside); of one that is deleted they go. For a resource's
// Derive. Errors: those of common/db.
absl::Status WriteMatchKeys(resource::UnitOfWork& work, resource::ChangeKind kind,
                            const v1::Customer* old, const v1::Customer& next);

// The same for customers whose rows may not be known: of before there were any, or of an older
// version. `customers` are live, with their ids. How many rows were added or removed.
absl::StatusOr<int64_t> RewriteMatchKeys(db::Transaction& tx, const MatchKeys& keys,
                                         const Uuid& tenant,
                                         const std::map<Uuid, const v1::Customer*>& customers);

// The first `limit` customers, by id, that have the key.
absl::StatusOr<std::vector<Uuid>> HoldersOf(db::Transaction& tx, const Uuid& tenant,
                                            const std::string& key, int limit);

// The statements, for the linter.
std::vector<db::Query> MatchKeyQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_MATCH_KEYS_H_
