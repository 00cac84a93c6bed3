#include "customer-svc/view/seen_customer.h"

#include "common/base/status_macros.h"

namespace guanxi::customer {

absl::StatusOr<resource::Stored> ReadSeenCustomer(db::Transaction& tx,
                                                  const resource::Resource& customers,
                                                  const Uuid& tenant,
                                                  const resource::RowScope& scope,
                                                  const resource::ResourceName& name) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(customers.select(), {tenant.bytes(), name.id.bytes()}));
  if (rows.empty()) return resource::NameNotFound(customers, name);
  GUANXI_ASSIGN_OR_RETURN(resource::Stored customer,
                          resource::DecodeRow(customers.type(), rows[0]));
  GUANXI_ASSIGN_OR_RETURN(const bool is_seen, scope.Has(tx, customer));
  if (!customer.live || !is_seen) return resource::NameNotFound(customers, name);
  return customer;
}

}  // namespace guanxi::customer
