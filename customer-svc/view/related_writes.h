// Writes of related records and their entries, within one transaction.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RELATED_WRITES_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RELATED_WRITES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "customer-svc/view/related_record.h"

namespace guanxi::customer {

// What an entry says besides the record.
struct EntryFacts {
  Uuid id;
  bool is_first = false;
  std::string actor;
};

// Of one tenant. Errors of all methods: those of the database. Thread safety: none.
class RelatedWrites {
 public:
  RelatedWrites(db::Transaction& tx, const Uuid& tenant) : tx_(tx), tenant_(tenant) {}

  // The link with the customer that it leads to, as far as he is known; what it leads by is held.
  absl::StatusOr<RelatedLink> Follow(RelatedLink link);
  absl::StatusOr<RelatedRecord> Hold(const RelatedKey& key);
  // Makes it whose the link says, and its entries, and what it leads.
  absl::Status Link(const RelatedLink& link, RelatedRecord* record);
  absl::Status Put(const RelatedRecord& record);
  // An entry of the record's time line as the record is, at its change_time. The same one twice is
  // one.
  absl::Status AddEntry(const RelatedRecord& record, const EntryFacts& facts);
  // Removes it with its entries, unless the reading `check` has found it; what it leads is of
  // nobody then.
  absl::Status Forget(const RelatedKey& key, const Uuid& check);

 private:
  // Entries of the record are of the customer from now on.
  absl::Status MoveEntries(const RelatedKey& key, const Uuid& customer);
  absl::Status MoveLed(const RelatedKey& key, const Uuid& customer);

  db::Transaction& tx_;
  const Uuid tenant_;
};

// The statements, for the linter.
std::vector<db::Query> RelatedWriteQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_RELATED_WRITES_H_
