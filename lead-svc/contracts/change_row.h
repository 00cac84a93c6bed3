// Changes one row of a unit of work: read, copied, changed, written if it differs.
#ifndef GUANXI_LEAD_SVC_CONTRACTS_CHANGE_ROW_H_
#define GUANXI_LEAD_SVC_CONTRACTS_CHANGE_ROW_H_

#include <string>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::lead {

// `change` is an absl::Status(M*). Errors: its own, and those of Get and Update.
template <typename M, typename Change>
absl::Status ChangeRow(resource::UnitOfWork& work, const resource::Resource& resource,
                       const std::string& name, Change change) {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName parsed,
                          resource::ParseName(resource.type(), name, "name"));
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored old, work.Get(resource, parsed));
  M next = static_cast<const M&>(*old.message);
  GUANXI_RETURN_IF_ERROR(change(&next));
  return work.Update(resource, old, &next).status();
}

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_CHANGE_ROW_H_
