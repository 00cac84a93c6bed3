// The custom methods of guanxi.access.v1.UserService.
#ifndef GUANXI_GATEWAY_DIRECTORY_USER_SERVICE_H_
#define GUANXI_GATEWAY_DIRECTORY_USER_SERVICE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/jobs/operation_store.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/password.h"
#include "gateway/directory/resources.h"
#include "google/longrunning/operations.pb.h"
#include "guanxi/access/v1/user_service.adapter.h"

namespace guanxi::directory {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class UserServiceImpl : public access::v1::UserServiceMethods {
 public:
  // `operations` may be null where nobody hands over.
  UserServiceImpl(const resource::Engine* engine, const Resources* resources,
                  access::PasswordHasher* hasher, access::LoginGuard* guard,
                  jobs::OperationStore* operations)
      : engine_(engine),
        resources_(resources),
        hasher_(hasher),
        guard_(guard),
        operations_(operations) {}

  absl::StatusOr<access::v1::SetUserPasswordResponse> SetUserPassword(
      const rpc::Call& call, const access::v1::SetUserPasswordRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> HandOverUser(
      const rpc::Call& call, const access::v1::HandOverUserRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> GetHandOver(
      const rpc::Call& call, const access::v1::GetHandOverRequest& request) override;

 private:
  // The hash of the present password, which the caller, whose own it is, has shown to know.
  absl::StatusOr<std::string> ProvePresent(const rpc::Call& call, const Uuid& user,
                                           const access::v1::SetUserPasswordRequest& request) const;

  // That it begins, as facts of both; the write's other checks are made before.
  absl::Status NoteHandOver(resource::UnitOfWork& work, const resource::ResourceName& user,
                            const resource::ResourceName& heir,
                            const access::v1::HandOverUserRequest& request) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  access::PasswordHasher* const hasher_;
  access::LoginGuard* const guard_;
  jobs::OperationStore* const operations_;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_USER_SERVICE_H_
