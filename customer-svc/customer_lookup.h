// Customers by what identifies them: numbers, addresses, credit codes, their contacts' too.
#ifndef GUANXI_CUSTOMER_SVC_CUSTOMER_LOOKUP_H_
#define GUANXI_CUSTOMER_SVC_CUSTOMER_LOOKUP_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/row_scope.h"
#include "customer-svc/resources.h"

namespace guanxi::customer {

// Customers, and contacts of one, that one key finds at most.
inline constexpr int kMaxFoundByKey = 11;

// One key in normal form, and where it stands in the request (`phones[0]`).
struct LookupKey {
  enum class Kind { kPhone, kEmail, kCreditCode, kExternalId, kName };
  Kind kind;
  std::string value;
  std::string path;
  std::string system = "";  // of an external id
};

// What was found of one customer.
struct KnownCustomer {
  std::set<std::string> keys;  // paths
  std::set<Uuid> contacts;
};

using KnownCustomers = std::map<Uuid, KnownCustomer>;

// The live customers who have any of the keys, themselves or by live contacts, whoever asks; those
// of a name alone only if nobody has another key. Reads indexes, and the rows that they lead to.
// Errors: those of common/db.
absl::StatusOr<KnownCustomers> FindByKeys(db::Transaction& tx, const Uuid& tenant,
                                          const std::string& blind_index_key,
                                          const Resources& resources,
                                          absl::Span<const LookupKey> keys);

// Those of `known` that are in a scope over customers. Errors: those of common/db.
absl::StatusOr<std::set<Uuid>> InScope(db::Transaction& tx, const Uuid& tenant,
                                       const resource::RowScope& scope,
                                       const KnownCustomers& known);

// The statements, for the linter.
std::vector<db::Query> LookupQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CUSTOMER_LOOKUP_H_
