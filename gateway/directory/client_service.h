// The custom methods of guanxi.access.v1.ClientService.
#ifndef GUANXI_GATEWAY_DIRECTORY_CLIENT_SERVICE_H_
#define GUANXI_GATEWAY_DIRECTORY_CLIENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/api_client_service.adapter.h"

namespace guanxi::directory {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ClientServiceImpl : public access::v1::ClientServiceMethods {
 public:
  ClientServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<access::v1::RotateClientSecretResponse> RotateClientSecret(
      const rpc::Call& call, const access::v1::RotateClientSecretRequest& request) override;

 private:
  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_CLIENT_SERVICE_H_
