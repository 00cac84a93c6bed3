#include "gateway/access/token_service.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "gateway/access/signing_keys.h"
#include "gateway/access/token_issuer.h"
#include "gateway/access/token_request.h"

namespace guanxi::access {
namespace {

using google::api::HttpBody;

absl::StatusOr<TokenAnswer> Answer(const v1::IssueTokenRequest& request, const rpc::Call& call,
                                   TokenIssuer* issuer) {
  absl::StatusOr<TokenRequest> parsed =
      ParseTokenRequest(request.form().content_type(), request.form().data(), call.authorization);
  const absl::StatusOr<std::string> token =
      parsed.ok() ? issuer->Issue(*parsed, call.deadline) : parsed.status();
  if (token.ok()) return AnswerWithToken(*token, kTokenLifetime);
  if (std::optional<TokenAnswer> answer = AnswerWithError(token.status())) {
    // The RPC succeeds, so its own log line does not tell.
    Log(Severity::kInfo, "access.token_refused",
        {{"reason", Reason(token.status())}, {"request_id", call.request_id}});
    return *std::move(answer);
  }
  return token.status();
}

// Runs on the worker that answers the call, before the answer: gRPC does not touch the initial
// metadata meanwhile.
HttpBody Render(TokenAnswer answer, grpc::CallbackServerContext* context) {
  const auto set = [context](const char* name, const std::string& value) {
    if (!value.empty()) context->AddInitialMetadata(name, value);
  };
  set("x-http-status", absl::StrCat(answer.http_status));
  set("www-authenticate", answer.www_authenticate);
  set("retry-after", answer.retry_after);
  set("cache-control", "no-store");
  set("pragma", "no-cache");  // RFC 6749, 5.1
  HttpBody body;
  body.set_content_type("application/json");
  body.set_data(std::move(answer.body));
  return body;
}

}  // namespace

TokenServiceImpl::TokenServiceImpl(rpc::Pipeline* pipeline, TokenIssuer* issuer, SigningKeys* keys)
    : rpc_(pipeline, v1::TokenService::service_full_name(), {"IssueToken", "GetJwks"}),
      issuer_(issuer),
      keys_(keys) {}

grpc::ServerUnaryReactor* TokenServiceImpl::IssueToken(grpc::CallbackServerContext* context,
                                                       const v1::IssueTokenRequest* request,
                                                       HttpBody* response) {
  return rpc_.Unary(context, request, response,
                    [this, context](const rpc::Call& call,
                                    const v1::IssueTokenRequest& form) -> absl::StatusOr<HttpBody> {
                      absl::StatusOr<TokenAnswer> answer = Answer(form, call, issuer_);
                      if (!answer.ok()) return answer.status();
                      return Render(*std::move(answer), context);
                    });
}

grpc::ServerUnaryReactor* TokenServiceImpl::GetJwks(grpc::CallbackServerContext* context,
                                                    const v1::GetJwksRequest* request,
                                                    HttpBody* response) {
  return rpc_.Unary(
      context, request, response,
      [this, context](const rpc::Call&, const v1::GetJwksRequest&) -> absl::StatusOr<HttpBody> {
        context->AddInitialMetadata(
            "cache-control", absl::StrCat("public, max-age=", absl::ToInt64Seconds(kKeySetMaxAge)));
        HttpBody body;
        body.set_content_type("application/jwk-set+json");
        body.set_data(keys_->Current()->jwks);
        return body;
      });
}

}  // namespace guanxi::access
