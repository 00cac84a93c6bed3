#include "customer-svc/customer_service.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {

absl::StatusOr<v1::TransferOwnershipResponse> CustomerServiceImpl::TransferOwnership(
    const rpc::Call& call, const v1::TransferOwnershipRequest& request) {
  const resource::Resource& customers = *resources_->customers;
  // That nothing changed would say whose it is.
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(customers.type(), call.principal, {"owner", "department"}));
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(customers.type(), request.name(), "name"));
  Violations violations;
  if (request.owner().empty()) violations.Add("owner", "is required");
  const int max_reason =
      resource::Rules(v1::OwnershipRecord::descriptor()->FindFieldByName("reason")).max_bytes();
  if (static_cast<int>(request.reason().size()) > max_reason) {
    violations.Add("reason", "is too long");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  resource::WriteContext context;
  context.reason = request.reason();
  v1::TransferOwnershipResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, context, &response, [&](resource::UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const resource::Stored old, work.GetLive(customers, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(customers, etag, old));
        v1::Customer& next = *response.mutable_customer();
        next.CopyFrom(*old.message);
        next.set_owner(request.owner());
        if (!request.department().empty()) next.set_department(request.department());
        GUANXI_RETURN_IF_ERROR(work.Update(customers, old, &next).status());
        // With what its new owner begins with.
        work.Answer(customers, name.id, next, &next);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::customer
