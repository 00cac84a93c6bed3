// What custom methods that change one record have in common: by its name, while it is live, if the
// etag that the request states is current.
#ifndef GUANXI_COMMON_RESOURCE_CHANGE_LIVE_H_
#define GUANXI_COMMON_RESOURCE_CHANGE_LIVE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"

namespace guanxi::resource {

// Sets what the record becomes; may run several times, each time on what is stored.
template <typename M>
using LiveChange = absl::FunctionRef<absl::Status(UnitOfWork& work, M* message)>;

// Runs `change` on the record of message M that `request` names, in one unit of work, and returns
// what was stored. `request` has `name`, `etag`, and what Engine::Mutate reads.
//
// Errors: those of `change`, of Engine::Mutate and UnitOfWork::Update, and
//   INVALID_ARGUMENT  INVALID_NAME      `name` is not of the resource's form
//   INVALID_ARGUMENT  INVALID_FIELD     `etag` and HTTP's If-Match state two
//   NOT_FOUND         <TYPE>_NOT_FOUND  absent, deleted, or hidden from the caller
//   ABORTED           STALE_ETAG
template <typename M, typename Request>
absl::StatusOr<M> ChangeLive(const Engine& engine, const Resource& resource, const rpc::Call& call,
                             const Request& request, LiveChange<M> change) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          ParseName(resource.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag, StatedEtag(call, request.etag(), "etag"));
  M next;
  GUANXI_RETURN_IF_ERROR(
      engine.Mutate(call, request, WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(resource, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(resource, etag, old));
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(change(work, &next));
        return work.Update(resource, old, &next).status();
      }));
  return next;
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHANGE_LIVE_H_
