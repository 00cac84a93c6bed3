// What is known here of the risks of customers: a row of customer_risks for each signal of
// customer-svc.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CUSTOMER_RISK_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CUSTOMER_RISK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/type/v1/risk.pb.h"

namespace guanxi::lead {

// Of one customer's signals that are not over.
struct RiskSum {
  type::v1::RiskSeverity severity = type::v1::RISK_SEVERITY_UNSPECIFIED;  // the gravest
  int64_t count = 0;

  void Show(v1::Contract* contract) const;
  bool IsShownBy(const v1::Contract& contract) const;
};

// `customers/{customer}`.
std::string NameOfCustomer(const Uuid& customer);

// What is known of a customer (`customers/{customer}`). Whoever tells contracts of it, or makes one
// that says it, holds the customer's risks first (HoldRisks), so that no sum misses what another
// has just written. Errors of all: those of common/db.
absl::Status HoldRisks(resource::UnitOfWork& work, const std::string& customer);
absl::StatusOr<RiskSum> SumRisks(resource::UnitOfWork& work, const std::string& customer);

// For Behavior<Contract>::derive: a contract that is new, or of another customer than before, says
// what is known of its customer.
absl::Status ShowRisks(resource::UnitOfWork& work, const resource::Resource& contracts,
                       const v1::Contract& made);

// The statements, for the linter.
std::vector<db::Query> CustomerRiskQueries();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CUSTOMER_RISK_H_
