// What is known here of one customer of customer-svc: a row of customer_copies. Customers that no
// record here has named have none.
#ifndef GUANXI_LEAD_SVC_CUSTOMER_COPY_H_
#define GUANXI_LEAD_SVC_CUSTOMER_COPY_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::lead {

struct CustomerCopy {
  Uuid id;
  // The customer's version. Not above 0: nothing is known, but that it has come to -sequence.
  int64_t sequence = 0;
  std::string display_name;
  Uuid owner;  // nil: none
  int grade = 0;
  Uuid check;  // the last reading anew that found it

  // Makes the row if there is none, and holds it until the end of the transaction: who sets an
  // opportunity's customer and who tells of the customer go one after the other. Errors of both:
  // those of the database.
  static absl::StatusOr<CustomerCopy> Hold(db::Transaction& tx, const Uuid& tenant, const Uuid& id);
  // A row that is held.
  absl::Status Write(db::Transaction& tx, const Uuid& tenant) const;

  bool IsKnown() const { return sequence > 0; }
  // Takes what the customer is, as LogService.ReadRecords tells of it. Errors: it is no customer.
  absl::Status TakeRecord(const event::v1::LogEvent& record);
  // Takes one field of the customer; false if it is none that is copied.
  bool Take(absl::string_view field, const customer::v1::Customer& customer);
  void Show(v1::Opportunity* opportunity) const;
};

// Those of a tenant's customers that have a copy, known or not; and of which nothing is known.
// Errors of both: those of the database.
absl::StatusOr<std::set<Uuid>> SelectCopied(db::Transaction& tx, const Uuid& tenant,
                                            absl::Span<const Uuid> ids);
absl::StatusOr<std::set<Uuid>> SelectUnknown(db::Transaction& tx, const Uuid& tenant,
                                             absl::Span<const Uuid> ids);

// Its statements, for the linter.
std::vector<db::Query> CustomerCopyQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CUSTOMER_COPY_H_
