// The methods of guanxi.access.v1.SessionService.
#ifndef GUANXI_GATEWAY_DIRECTORY_SESSION_SERVICE_H_
#define GUANXI_GATEWAY_DIRECTORY_SESSION_SERVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/session_service.adapter.h"

namespace guanxi::directory {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class SessionServiceImpl : public access::v1::SessionServiceMethods {
 public:
  SessionServiceImpl(const resource::Engine* engine, const Resources* resources,
                     const resource::Catalog* catalog);

  absl::StatusOr<access::v1::Session> GetSession(
      const rpc::Call& call, const access::v1::GetSessionRequest& request) override;
  absl::StatusOr<access::v1::ListSessionsResponse> ListSessions(
      const rpc::Call& call, const access::v1::ListSessionsRequest& request) override;
  absl::StatusOr<access::v1::ListSessionChangesResponse> ListSessionChanges(
      const rpc::Call& call, const access::v1::ListSessionChangesRequest& request) override;
  absl::StatusOr<access::v1::Session> EndSession(
      const rpc::Call& call, const access::v1::EndSessionRequest& request) override;

 private:
  // SESSION_NOT_FOUND if the caller may not read it.
  absl::Status CheckReadable(const rpc::Call& call, const std::string& name) const;

  const resource::Engine* const engine_;
  const Resources* const resources_;
  const resource::Methods& sessions_;
};

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_SESSION_SERVICE_H_
