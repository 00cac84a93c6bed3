// What is known of one record of another service that is about a customer: a row of
// related_records.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RELATED_RECORD_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RELATED_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "customer-svc/view/glances.h"
#include "customer-svc/view/related_kinds.h"
#include "google/protobuf/message.h"

namespace guanxi::customer {

// A record by its kind's number; kNoRelated: none.
struct RelatedKey {
  int kind = kNoRelated;
  Uuid id;

  friend bool operator==(const RelatedKey& a, const RelatedKey& b) {
    return a.kind == b.kind && a.id == b.id;
  }
};

// What a name leads to: a customer, or a record that is some customer's.
struct RelatedLink {
  Uuid customer;
  RelatedKey via;
};
// By the first collection and id of a name, whatever lies below:
// `customers/{customer}/contacts/...` leads to the customer. Neither of both for other names.
RelatedLink LinkOf(absl::string_view name);

struct RelatedRecord {
  RelatedKey key;
  int partition = 0;
  int64_t sequence = 0;  // its version; 0: nothing is known
  bool live = true;
  Uuid customer;      // nil: of nobody who is known
  RelatedKey via;     // by which it is the customer's
  RelatedKey holder;  // whose owner and department say who sees it
  Uuid owner, department;
  absl::Time rank_time = NoRank();
  absl::Time change_time = absl::UnixEpoch();
  Uuid check;         // the last reading anew that found it
  MessagePtr glance;  // null of a kind without one

  // Behind all others.
  static absl::Time NoRank();
  // Whether the view shows it.
  bool IsOpen() const;

  // Takes over one field; others say nothing here. Not the one that links it: that needs others.
  void Take(const google::protobuf::Message& record, absl::string_view field);
  void TakeAll(const google::protobuf::Message& record);
  // Its name, and who holds it, by the ids above it as events have them (LogEvent.parent_ids).
  void Place(absl::string_view parent_ids);

  // Makes the row if there is none, and holds it until the end of the transaction. Errors of both:
  // those of the database.
  static absl::StatusOr<RelatedRecord> Hold(db::Transaction& tx, const Uuid& tenant,
                                            const RelatedKey& key);
  // A row that is held.
  absl::Status Write(db::Transaction& tx, const Uuid& tenant) const;
};

// The statements, for the linter.
std::vector<db::Query> RelatedRecordQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_RELATED_RECORD_H_
