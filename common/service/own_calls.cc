#include "common/service/own_calls.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/policy/authorizer.h"
#include "common/rpc/pipeline.h"

namespace guanxi::service {

absl::StatusOr<rpc::Call> OwnCalls::In(const Uuid& tenant, absl::string_view permission,
                                       const rpc::Call& call) const {
  if (account_ == nullptr) return absl::InternalError("the service has no account of its own");
  GUANXI_ASSIGN_OR_RETURN(const std::string token, account_->TokenFor(tenant, /*user=*/""));
  rpc::Call own = call;
  own.authorization = absl::StrCat("Bearer ", token);
  GUANXI_ASSIGN_OR_RETURN(own.principal, pipeline_->Authenticate(own.authorization));
  GUANXI_RETURN_IF_ERROR(authorizer_->Decide(permission, call.deadline, &own.principal));
  return own;
}

}  // namespace guanxi::service
