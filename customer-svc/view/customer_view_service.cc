#include "customer-svc/view/customer_view_service.h"

#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "customer-svc/view/customer_view.h"
#include "customer-svc/view/seen_customer.h"

namespace guanxi::customer {

absl::StatusOr<v1::CustomerView> CustomerViewServiceImpl::GetCustomerView(
    const rpc::Call& call, const v1::GetCustomerViewRequest& request) {
  const resource::Resource& customers = *resources_->customers;
  const Uuid& tenant = call.principal.tenant;
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(customers.type(), request.customer(), "customer"));
  const absl::Time now = engine_->environment().business_clock()->Now();
  GUANXI_ASSIGN_OR_RETURN(
      const resource::RowScope scope,
      resource::RowScope::Of(customers, call.principal, resource::Use::kRead, now));
  v1::CustomerView view;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    view.Clear();
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored customer,
                            ReadSeenCustomer(tx, customers, tenant, scope, name));
    view.mutable_customer()->CopyFrom(*customer.message);
    GUANXI_RETURN_IF_ERROR(AddOwnSections(tx, *resources_, call.principal, name.id, now, &view));
    return AddRelatedSections(tx, *call.principal.rights, tenant, name.id, &view);
  }));
  return view;
}

}  // namespace guanxi::customer
