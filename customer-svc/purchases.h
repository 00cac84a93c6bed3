// What a customer has bought: the one definition of a purchase.
//
//   orders, if there are any; else signed contracts; else receipts; or one of these alone, if the
//   company says so (access.v1.Tenant.purchase_basis, which purchase_recount.h brings here)
//
// So nothing counts twice, however far a company writes down what it sells: an order comes of a
// contract, and is paid. What it comes to is in the tenant's currency, as it was on the day.
#ifndef GUANXI_CUSTOMER_SVC_PURCHASES_H_
#define GUANXI_CUSTOMER_SVC_PURCHASES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/money/exact.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Purchases of one kind.
class PurchaseSum {
 public:
  struct Part {
    int64_t count = 0;
    std::string currency;  // empty: what it is in the tenant's is not known
    money::Int nanos = 0;  // in that
    std::optional<absl::CivilDay> first, last;
    // How many of `count` are missing in the sum if it is not known.
    int64_t missing = 0;
  };
  void Add(const Part& part);

  bool empty() const { return count_ == 0; }
  // Sets the six fields of `purchase_...`.
  void Show(v1::Customer::PurchaseBasis basis, v1::Customer* customer) const;

 private:
  int64_t count_ = 0;
  int64_t missing_ = 0;
  std::map<std::string, money::Int> sums_;
  std::optional<absl::CivilDay> first_, last_;
};

// Of one customer, by kind.
struct Purchases {
  PurchaseSum orders, contracts, receipts;
  // The kind that counts alone; not set: the first one of which there are any.
  v1::Customer::PurchaseBasis basis = v1::Customer::PURCHASE_BASIS_UNSPECIFIED;
};

// As the facts of orders and contracts have it, who writes which holds the customer. Errors: those
// of common/db.
absl::StatusOr<Purchases> ReadPurchases(db::Transaction& tx, const Uuid& tenant,
                                        const Uuid& customer);
// Sets what he says of them.
void ShowPurchases(const Purchases& purchases, v1::Customer* customer);

// The basis of a number of access.v1.Tenant.PurchaseBasis; of one that is not known here, none.
v1::Customer::PurchaseBasis BasisOf(int number);

// The statements, for the linter.
std::vector<db::Query> PurchaseQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_PURCHASES_H_
