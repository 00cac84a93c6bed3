// Makes customers say anew what they have bought when the company counts something else as a
// purchase (access.v1.Tenant.purchase_basis).
//
//   purchase_bases  by which basis a tenant's customers were last gone over, and how far
//
// Whoever writes an order, or hears of a contract, goes by the basis in this table, whatever he has
// heard of the tenant; so all replicas change it at one moment. It goes on where it, or another
// replica, was interrupted.
#ifndef GUANXI_CUSTOMER_SVC_PURCHASE_RECOUNT_H_
#define GUANXI_CUSTOMER_SVC_PURCHASE_RECOUNT_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// Thread-safe. Owns nothing that it is given.
class PurchaseRecount {
 public:
  using Basis = v1::Customer::PurchaseBasis;
  // The basis that a tenant has now.
  using BasisOf = std::function<absl::StatusOr<Basis>(const Uuid& tenant)>;

  // `clock` is the machine's.
  PurchaseRecount(db::Database* database, const resource::Engine* engine,
                  const resource::Resource* customers, Clock* clock, BasisOf basis_of)
      : database_(database),
        engine_(engine),
        customers_(customers),
        clock_(clock),
        basis_of_(std::move(basis_of)) {}

  // Goes over the customers of those tenants whose basis is another one than last time, for about
  // as long as `most`; what is left is for the next run. A tenant of whom the basis is not to be
  // had is left out. Errors: the first of those, and those of the database.
  absl::Status Run(absl::Duration most) const;

 private:
  // True once nothing is left to be done for the tenant in this run.
  absl::StatusOr<bool> Step(const Uuid& tenant, Basis basis) const;
  absl::StatusOr<bool> Step(resource::UnitOfWork& work, Basis basis) const;
  absl::Status Show(resource::UnitOfWork& work, const Uuid& customer) const;

  db::Database* const database_;
  const resource::Engine* const engine_;
  const resource::Resource* const customers_;
  Clock* const clock_;
  const BasisOf basis_of_;
};

// The statements, for the linter.
std::vector<db::Query> PurchaseRecountQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_PURCHASE_RECOUNT_H_
