#include "workflow-svc/notifications/people.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/access/v1/user_service.grpc.pb.h"

namespace guanxi::workflow {
namespace {

using access::v1::User;
using access::v1::UserService;

constexpr absl::Duration kTimeout = absl::Seconds(3);
constexpr absl::Duration kRemember = absl::Minutes(1);
constexpr size_t kMaxKnown = 10'000;

}  // namespace

FindPerson FindPersonAt(const std::string& gateway, ServiceAccount* account) {
  if (gateway.empty() || account == nullptr) {
    return [](const Uuid&, const Uuid&) -> absl::StatusOr<Person> {
      return Unavailable("GATEWAY_DOWN", "there is no directory to be asked");
    };
  }
  rpc::ClientOptions options;
  options.target = gateway;
  const std::shared_ptr<UserService::Stub> stub = UserService::NewStub(rpc::NewChannel(options));
  return [stub, account](const Uuid& tenant, const Uuid& user) -> absl::StatusOr<Person> {
    GUANXI_ASSIGN_OR_RETURN(const std::string token, account->TokenFor(tenant, ""));
    access::v1::GetUserRequest request;
    request.set_name(absl::StrCat("users/", user.ToString()));
    User found;
    grpc::ClientContext context;
    rpc::Prepare(kTimeout, token, &context);
    const absl::Status status = FromGrpcStatus(stub->GetUser(&context, request, &found));
    if (absl::IsNotFound(status)) return Person();
    GUANXI_RETURN_IF_ERROR(status);
    const bool is_active = found.state() == User::ACTIVE && !found.has_delete_time();
    return Person{is_active, found.email(), found.locale()};
  };
}

absl::StatusOr<Person> People::Find(const Uuid& tenant, const Uuid& user) {
  const absl::Time now = clock_->Now();
  {
    MutexLock lock(&mutex_);
    const auto found = known_.find({tenant, user});
    if (found != known_.end() && found->second.until > now) return found->second.person;
  }
  GUANXI_ASSIGN_OR_RETURN(Person person, find_(tenant, user));
  MutexLock lock(&mutex_);
  if (known_.size() >= kMaxKnown) known_.clear();
  known_[{tenant, user}] = {person, now + kRemember};
  return person;
}

}  // namespace guanxi::workflow
