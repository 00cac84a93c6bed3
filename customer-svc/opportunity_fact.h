// What is known of one opportunity of lead-svc: a row of opportunity_facts.
#ifndef GUANXI_CUSTOMER_SVC_OPPORTUNITY_FACT_H_
#define GUANXI_CUSTOMER_SVC_OPPORTUNITY_FACT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::customer {

struct OpportunityFact {
  Uuid id;
  int partition = 0;
  int64_t sequence = 0;  // its version; 0: nothing is known
  bool live = true;
  Uuid customer;  // nil: none
  int state = 0;
  std::string currency;  // "": no amount
  int64_t units = 0;
  int32_t nanos = 0;
  std::string products;   // what it is about, each on a line
  absl::Time stage_time;  // when it last moved
  Uuid check;             // the last reading anew that found it

  void SetCustomer(const lead::v1::Opportunity& opportunity);
  void SetAmount(const lead::v1::Opportunity& opportunity);
  void SetProducts(const lead::v1::Opportunity& opportunity);

  // Makes the row if there is none, and holds it until the end of the transaction: who applies dead
  // letters and who reads the records anew go one after the other. Errors of both: those of the
  // database.
  static absl::StatusOr<OpportunityFact> Hold(db::Transaction& tx, const Uuid& tenant,
                                              const Uuid& id);
  // A row that is held.
  absl::Status Write(db::Transaction& tx, const Uuid& tenant) const;
};

// An event's or record's message. DATA_LOSS if it is none.
absl::StatusOr<lead::v1::Opportunity> ParseOpportunity(const std::string& body);

// The statement that holds it, for the linter.
db::Query OpportunityFactQuery();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_OPPORTUNITY_FACT_H_
