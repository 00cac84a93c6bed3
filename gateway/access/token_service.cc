#include "gateway/access/token_service.h"

#include <iterator>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/signing_keys.h"
#include "gateway/access/token_issuer.h"
#include "gateway/access/token_request.h"

namespace guanxi::access {
namespace {

using google::api::HttpBody;

// A request as it was read when the call came.
template <typename Request>
struct Asked {
  absl::StatusOr<Request> request;
  std::string network;
};

// The value of a header that comes once.
absl::string_view Header(const grpc::CallbackServerContext& context, const char* name) {
  const auto [begin, end] = context.client_metadata().equal_range(name);
  if (begin == end || std::next(begin) != end) return "";
  return {begin->second.data(), begin->second.size()};
}

// Envoy says who its client is, and takes the header from everybody who sends it. Whoever reaches
// this port past Envoy may say what he likes: he escapes the limit of one network and not that of
// the account. Without the header it is the peer itself.
std::string CallersNetwork(const grpc::CallbackServerContext& context) {
  std::string network = NetworkOf(Header(context, "x-envoy-external-address"));
  if (!network.empty()) return network;
  // "ipv4:192.0.2.1:50000", "ipv6:%5B2001:db8::1%5D:50000"
  const std::string peer = absl::StrReplaceAll(context.peer(), {{"%5B", ""}, {"%5D", ""}});
  const size_t begin = peer.find(':') + 1;
  const size_t end = peer.rfind(':');
  return begin < end ? NetworkOf(absl::string_view(peer).substr(begin, end - begin)) : "";
}

// Reads the form of a request by `parse`, with the headers that came with it.
template <typename Request, typename Message>
Asked<Request> Read(const grpc::CallbackServerContext& context, const Message& message,
                    absl::StatusOr<Request> (*parse)(absl::string_view, absl::string_view,
                                                     absl::string_view)) {
  return {
      parse(message.form().content_type(), message.form().data(), Header(context, "authorization")),
      CallersNetwork(context)};
}

// `answer`, or what RFC 6749 says of its error; errors that are not about the request stay.
absl::StatusOr<TokenAnswer> Answer(absl::StatusOr<TokenAnswer> answer, const rpc::Call& call) {
  if (answer.ok()) return answer;
  std::optional<TokenAnswer> refusal = AnswerWithError(answer.status());
  if (!refusal) return answer;
  // The RPC succeeds, so its own log line does not tell.
  Log(Severity::kInfo, "access.token_refused",
      {{"reason", Reason(answer.status())}, {"request_id", call.request_id}});
  return *std::move(refusal);
}

absl::StatusOr<TokenAnswer> Issue(const Asked<TokenRequest>& asked, const rpc::Call& call,
                                  TokenIssuer* issuer) {
  GUANXI_RETURN_IF_ERROR(asked.request.status());
  GUANXI_ASSIGN_OR_RETURN(const TokenIssuer::Issued issued,
                          issuer->Issue(*asked.request, asked.network, call.deadline));
  return AnswerWithToken(asked.request->grant, issued.access_token, issued.refresh_token,
                         kTokenLifetime);
}

absl::StatusOr<TokenAnswer> Revoke(const Asked<RevocationRequest>& asked, const rpc::Call& call,
                                   TokenIssuer* issuer) {
  GUANXI_RETURN_IF_ERROR(asked.request.status());
  GUANXI_RETURN_IF_ERROR(issuer->Revoke(*asked.request, asked.network, call.deadline));
  return AnswerWithNothing();
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

TokenServiceImpl::TokenServiceImpl(rpc::Pipeline* pipeline, std::string issuer_url,
                                   TokenIssuer* issuer, SigningKeys* keys)
    : rpc_(pipeline, v1::TokenService::service_full_name()),
      issuer_url_(std::move(issuer_url)),
      issuer_(issuer),
      keys_(keys) {}

grpc::ServerUnaryReactor* TokenServiceImpl::IssueToken(grpc::CallbackServerContext* context,
                                                       const v1::IssueTokenRequest* request,
                                                       HttpBody* response) {
  auto asked = Read<TokenRequest>(*context, *request, ParseTokenRequest);
  // Slow hashes wait for each other in a lane of their own: keys and machine clients with secrets
  // of ours are served whatever a guesser does.
  const bool slow = asked.request.ok() && TokenIssuer::IsSlow(*asked.request);
  return rpc_.Unary(
      context, request, response,
      [this, context, asked = std::move(asked)](
          const rpc::Call& call, const v1::IssueTokenRequest&) -> absl::StatusOr<HttpBody> {
        GUANXI_ASSIGN_OR_RETURN(TokenAnswer answer, Answer(Issue(asked, call, issuer_), call));
        return Render(std::move(answer), context);
      },
      slow ? rpc::Lane::kScan : rpc::Lane::kPoint);
}

grpc::ServerUnaryReactor* TokenServiceImpl::RevokeToken(grpc::CallbackServerContext* context,
                                                        const v1::RevokeTokenRequest* request,
                                                        HttpBody* response) {
  auto asked = Read<RevocationRequest>(*context, *request, ParseRevocationRequest);
  const bool slow = asked.request.ok() && TokenIssuer::IsSlow(asked.request->client);
  return rpc_.Unary(
      context, request, response,
      [this, context, asked = std::move(asked)](
          const rpc::Call& call, const v1::RevokeTokenRequest&) -> absl::StatusOr<HttpBody> {
        GUANXI_ASSIGN_OR_RETURN(TokenAnswer answer, Answer(Revoke(asked, call, issuer_), call));
        return Render(std::move(answer), context);
      },
      slow ? rpc::Lane::kScan : rpc::Lane::kPoint);
}

grpc::ServerUnaryReactor* TokenServiceImpl::GetServerMetadata(
    grpc::CallbackServerContext* context, const v1::GetServerMetadataRequest* request,
    HttpBody* response) {
  return rpc_.Unary(
      context, request, response,
      [this, context](const rpc::Call&,
                      const v1::GetServerMetadataRequest&) -> absl::StatusOr<HttpBody> {
        context->AddInitialMetadata("cache-control", "public, max-age=3600");
        HttpBody body;
        body.set_content_type("application/json");
        body.set_data(ServerMetadata(issuer_url_));
        return body;
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
