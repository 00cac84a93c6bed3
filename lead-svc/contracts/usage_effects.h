// What usage adds up to below a contract, and what follows from writes of it and of its invoices.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_USAGE_EFFECTS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_USAGE_EFFECTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/behavior.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "guanxi/lead/v1/invoice.pb.h"
#include "guanxi/lead/v1/price.pb.h"
#include "guanxi/lead/v1/usage_record.pb.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// `all` outlives what is returned, and may be filled later.
resource::Behavior<v1::UsageRecord> UsageBehavior(const MoneyResources* all);

// Days from `first` on, or from the first of all, until `last`, both included.
struct UsagePeriod {
  std::optional<absl::CivilDay> first;
  absl::CivilDay last;
};

// What was used in a period: a line for each product, in the order of their ids.
struct UsageSums {
  google::protobuf::RepeatedPtrField<v1::QuoteLine> lines;
  int64_t record_count = 0;
};

// Of what is committed, and of what the unit of work wrote.
//   FAILED_PRECONDITION  NO_USAGE, TOO_MANY_PRODUCTS
//   OUT_OF_RANGE         SUM_TOO_LARGE
absl::StatusOr<UsageSums> SumUsage(resource::UnitOfWork& work, const Uuid& contract,
                                   const UsagePeriod& period);

// Behavior::derive of invoices, of one that is voided now: its usage is open again.
//   FAILED_PRECONDITION  USAGE_INVOICED  usage of later days was invoiced
absl::Status ReopenUsage(resource::UnitOfWork& work, const MoneyResources& all,
                         const v1::Invoice* old, const v1::Invoice& next);

// The statements, for the linter.
std::vector<db::Query> UsageQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_USAGE_EFFECTS_H_
