// guanxi.access.v1.CallerService.
#ifndef GUANXI_GATEWAY_DIRECTORY_CALLER_SERVICE_H_
#define GUANXI_GATEWAY_DIRECTORY_CALLER_SERVICE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/caller_service.adapter.h"

namespace guanxi::directory {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class CallerServiceImpl : public access::v1::CallerServiceMethods {
 public:
  CallerServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), resources_(resources) {}

  absl::StatusOr<access::v1::Caller> GetCaller(
      const rpc::Call& call, const access::v1::GetCallerRequest& request) override;

 private:
  // What the directory says of the subject.
  absl::Status AddAccount(const rpc::Call& call, access::v1::Caller* caller) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_CALLER_SERVICE_H_
