// What usage records must be, and which usage is still open. Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_USAGE_RULES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_USAGE_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "google/type/date.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/usage_record.pb.h"

namespace guanxi::lead {

void NormalizeUsage(v1::UsageRecord* record, Violations* violations);
void CheckUsage(const v1::UsageRecord& next, Violations* violations);

// That a record may be made below the contract; `today` is the tenant's.
//   INVALID_ARGUMENT     INVALID_FIELD  `end_date` is to come
//   FAILED_PRECONDITION  NOT_A_SUBSCRIPTION, CONTRACT_ENDED, USAGE_INVOICED
absl::Status AdmitUsage(const v1::Contract& contract, const v1::UsageRecord& next,
                        absl::CivilDay today);

// That the day was not invoiced. `subject` is whose the error is.
//   FAILED_PRECONDITION  USAGE_INVOICED
absl::Status CheckOpenUsage(const v1::Contract& contract, const google::type::Date& day,
                            absl::string_view subject);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_USAGE_RULES_H_
