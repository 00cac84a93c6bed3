#include "lead-svc/contracts/customer_risk.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::Contract;

constexpr char kGuard[] = "customer_risk";

const db::Query kSumRisks{
    "customer_risk.sum",
    "SELECT COALESCE(MAX(severity), 0), COUNT(*) FROM customer_risks "
    "FORCE INDEX (idx_customer_risks_customer) WHERE tenant_id = ? AND customer_id = ? "
    "AND is_over = 0"};

}  // namespace

void RiskSum::Show(Contract* contract) const {
  contract->set_customer_risk_severity(severity);
  contract->set_customer_risk_count(count);
}

bool RiskSum::IsShownBy(const Contract& contract) const {
  return contract.customer_risk_severity() == severity && contract.customer_risk_count() == count;
}

std::string NameOfCustomer(const Uuid& customer) {
  return absl::StrCat("customers/", customer.ToString());
}

absl::Status HoldRisks(UnitOfWork& work, const std::string& customer) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", customer));
  return work.Guard(kGuard, id.ToString());
}

absl::StatusOr<RiskSum> SumRisks(UnitOfWork& work, const std::string& customer) {
  RiskSum sum;
  const auto id = resource::ParseReference("customers", customer);
  if (!id.ok()) return sum;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSumRisks, {work.principal().tenant.bytes(), id->bytes()}));
  if (rows.empty()) return sum;
  sum.severity = static_cast<type::v1::RiskSeverity>(rows[0].Int64(0));
  sum.count = rows[0].Int64(1);
  return sum;
}

absl::Status ShowRisks(UnitOfWork& work, const resource::Resource& contracts,
                       const Contract& made) {
  if (!resource::ParseReference("customers", made.customer()).ok()) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(HoldRisks(work, made.customer()));
  GUANXI_ASSIGN_OR_RETURN(const RiskSum sum, SumRisks(work, made.customer()));
  if (sum.IsShownBy(made)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(contracts.type(), made.name(), "name"));
  return work.Project(contracts, name, [&](google::protobuf::Message* message) {
    sum.Show(static_cast<Contract*>(message));
  });
}

std::vector<db::Query> CustomerRiskQueries() { return {kSumRisks}; }

}  // namespace guanxi::lead
