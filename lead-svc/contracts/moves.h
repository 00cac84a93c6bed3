// The frame of the custom methods of contracts and what lies below them.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_MOVES_H_
#define GUANXI_LEAD_SVC_CONTRACTS_MOVES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "guanxi/lead/v1/contract.pb.h"

namespace guanxi::lead {

// Runs `change`, an absl::Status(UnitOfWork&, const Contract& above, M*), on the record that the
// request names, if its etag is current; it may run several times. What is above is held first, as
// everybody takes them; of a contract itself it is empty.
template <typename M, typename Request, typename Change>
absl::StatusOr<M> Move(const resource::Engine& engine, const rpc::Call& call,
                       const Request& request, const resource::Resource& resource,
                       const resource::Resource* contracts, Change change) {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(resource.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  M next;
  GUANXI_RETURN_IF_ERROR(engine.Mutate(
      call, request, resource::WriteContext(), &next,
      [&](resource::UnitOfWork& work) -> absl::Status {
        v1::Contract above;
        if (contracts != nullptr) {
          GUANXI_ASSIGN_OR_RETURN(const resource::Stored parent,
                                  work.GetLive(*contracts, resource::ParentOf(name)));
          above = static_cast<const v1::Contract&>(*parent.message);
        }
        GUANXI_ASSIGN_OR_RETURN(const resource::Stored old, work.GetLive(resource, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(resource, etag, old));
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(change(work, above, &next));
        GUANXI_RETURN_IF_ERROR(work.Update(resource, old, &next).status());
        work.Answer(resource, name.id, next, &next);
        return absl::OkStatus();
      }));
  return next;
}

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_MOVES_H_
