// What follows when other sources come to be trusted: of all customers of whom something is
// claimed, page by page, the fields come to be what is the best claim now.
#ifndef GUANXI_CUSTOMER_SVC_CLAIMS_TRUST_ROUND_H_
#define GUANXI_CUSTOMER_SVC_CLAIMS_TRUST_ROUND_H_

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "customer-svc/claims/claim_reads.h"

namespace guanxi::customer {

// The payload is the id of the last customer that was looked at; none: it begins.
inline constexpr char kTrustRoundTimer[] = "claim_trust_round";

// Has all customers of the tenant looked at, from the first one on, in the caller's transaction; a
// round that is under way begins anew. Without timers nothing happens. Errors: those of common/db.
absl::Status ArmTrustRound(resource::UnitOfWork& work, const ClaimKin& kin);

// A field that is what some claim says, or said, becomes what the best one in force says; one that
// says something else was written by people, and stays. So a page that is done again changes
// nothing.
timers::Kind TrustRound(std::function<ClaimKin()> kin);

// The statements, for the linter.
std::vector<db::Query> TrustRoundQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CLAIMS_TRUST_ROUND_H_
