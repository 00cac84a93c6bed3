#include "customer-svc/reveal_service.h"

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/revealer.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::customer {

absl::StatusOr<v1::RevealFieldResponse> RevealServiceImpl::RevealField(
    const rpc::Call& call, const v1::RevealFieldRequest& request) {
  const bool is_contact = absl::StrContains(request.name(), "/contacts/");
  const resource::Resource& resource = is_contact ? *resources_->contacts : *resources_->customers;
  resource::Reveal reveal;
  GUANXI_ASSIGN_OR_RETURN(reveal.name,
                          resource::ParseName(resource.type(), request.name(), "name"));
  reveal.path = request.path();
  reveal.reason = request.reason();
  v1::RevealFieldResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, {}, &response, [&](resource::UnitOfWork& work) -> absl::Status {
        if (is_contact) {
          resource::ResourceName customer;
          customer.id = reveal.name.parent;
          GUANXI_RETURN_IF_ERROR(work.Share(*resources_->customers, customer));
        }
        GUANXI_ASSIGN_OR_RETURN(*response.mutable_fields(),
                                resource::RevealField(work, resource, reveal));
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::customer
