// Which contract goes on from another one.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_RENEWALS_H_
#define GUANXI_LEAD_SVC_CONTRACTS_RENEWALS_H_

#include <vector>

#include "absl/status/status.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "lead-svc/contracts/money_resources.h"

namespace guanxi::lead {

// After a write of a contract: the one that it renews is renewed by it once it is signed, unless
// another one was before; and by it no more once it is terminated, or renews another one, but by
// the oldest other one that is signed, if there is any. Errors: those of UnitOfWork.
absl::Status DeriveRenewal(resource::UnitOfWork& work, const MoneyResources& all,
                           const v1::Contract& old, const v1::Contract& next);

// The statement, for the linter.
std::vector<db::Query> RenewalQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_RENEWALS_H_
