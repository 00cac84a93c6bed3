#include "gateway/directory/client_service.h"

#include <string>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "gateway/access/client_secret.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/giving.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::RotateClientSecretRequest;
using access::v1::RotateClientSecretResponse;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

constexpr absl::Duration kUsualOverlap = absl::Hours(24);
constexpr absl::Duration kMaxOverlap = absl::Hours(30 * 24);

absl::StatusOr<absl::Duration> Overlap(const RotateClientSecretRequest& request) {
  if (!request.has_overlap()) return kUsualOverlap;
  const absl::Duration overlap =
      absl::Seconds(request.overlap().seconds()) + absl::Nanoseconds(request.overlap().nanos());
  if (overlap < absl::ZeroDuration() || overlap > kMaxOverlap) {
    return InvalidField("overlap", "want 0 to 30 days");
  }
  return overlap;
}

const google::protobuf::FieldDescriptor* ClientField(int number) {
  return ApiClient::descriptor()->FindFieldByNumber(number);
}

}  // namespace

absl::StatusOr<RotateClientSecretResponse> ClientServiceImpl::RotateClientSecret(
    const rpc::Call& call, const RotateClientSecretRequest& request) {
  const resource::Resource& resource = *resources_->clients;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resource.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(const absl::Duration overlap, Overlap(request));
  const std::string secret = access::NewSecret();
  RotateClientSecretResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(resource, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(resource, etag, old));
        auto next = static_cast<const ApiClient&>(*old.message);
        if (next.kind() != ApiClient::CONFIDENTIAL) {
          return FailedPrecondition("CLIENT_PUBLIC", next.name(), "it cannot keep a secret");
        }
        GUANXI_RETURN_IF_ERROR(CheckRanksAbove(work, *resources_, next.roles(), /*department=*/""));
        const absl::Time old_expires = work.now() + overlap;
        GUANXI_ASSIGN_OR_RETURN(
            const bool had_one,
            RotateSecret(work.tx(), work.principal().tenant, name.id, access::SecretDigest(secret),
                         work.now(), old_expires));
        resource::SetTime(ClientField(ApiClient::kSecretTimeFieldNumber), work.now(), &next);
        next.clear_old_secret_expire_time();
        response.set_secret(secret);
        if (had_one) {
          resource::SetTime(ClientField(ApiClient::kOldSecretExpireTimeFieldNumber), old_expires,
                            &next);
          *response.mutable_old_secret_expire_time() = next.old_secret_expire_time();
        }
        return work.Update(resource, old, &next).status();
      }));
  return response;
}

}  // namespace guanxi::directory
