// How contracts go: normal form, checks, moves between states.
//
// Pure functions: no I/O, no clock. All violations are by path relative to the resource.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_RULES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_RULES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "guanxi/lead/v1/contract.pb.h"

namespace guanxi::lead {

// What a contract has at most.
inline constexpr int kMaxPlans = 200;
inline constexpr int kMaxInvoices = 200;
inline constexpr int kMaxPayments = 200;

// A new one is DRAFT.
void NormalizeContract(v1::Contract* contract, Violations* violations);
void CheckContract(const v1::Contract& next, Violations* violations);
// What a new amount must hold of what is planned and invoiced.
//   FAILED_PRECONDITION  CONTRACT_ENDED, AMOUNT_BELOW_PLANS
absl::Status CheckSupplement(const v1::Contract& old, const v1::Contract& next);

// `2026-000001`.
std::string ContractNumber(int year, int64_t place);

bool HasEnded(const v1::Contract& contract);
// FAILED_PRECONDITION, CONTRACT_ENDED.
absl::Status CheckNotEnded(const v1::Contract& contract);

// Moves. FAILED_PRECONDITION, CONTRACT_STATE, where the state does not allow them; NOT_APPROVED,
// where what was submitted, or `needs_approval`, is signed without having been approved.
absl::Status Sign(absl::CivilDay day, bool needs_approval, v1::Contract* contract);
absl::Status Complete(v1::Contract* contract);
absl::Status Terminate(const std::string& reason, v1::Contract* contract);
absl::Status ReportBreach(const std::string& reason, v1::Contract* contract);
absl::Status CureBreach(v1::Contract* contract);
// The same error, for what else needs another state.
absl::Status WrongState(const v1::Contract& contract, absl::string_view wanted);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CONTRACT_RULES_H_
