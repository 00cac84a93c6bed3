// guanxi.access.v1.TokenService over the network.
#ifndef GUANXI_GATEWAY_ACCESS_TOKEN_SERVICE_H_
#define GUANXI_GATEWAY_ACCESS_TOKEN_SERVICE_H_

#include <string>

#include "common/rpc/methods.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"

namespace guanxi::access {

class SigningKeys;
class TokenIssuer;

// The messages are HTTP: forms in, JSON out, headers as initial metadata. Thread-safe. Nothing is
// owned.
class TokenServiceImpl : public v1::TokenService::CallbackService {
 public:
  // `issuer_url` is the installation's own URL, the tokens' `iss`.
  TokenServiceImpl(rpc::Pipeline* pipeline, std::string issuer_url, TokenIssuer* issuer,
                   SigningKeys* keys);

  grpc::ServerUnaryReactor* IssueToken(grpc::CallbackServerContext* context,
                                       const v1::IssueTokenRequest* request,
                                       google::api::HttpBody* response) override;
  grpc::ServerUnaryReactor* RevokeToken(grpc::CallbackServerContext* context,
                                        const v1::RevokeTokenRequest* request,
                                        google::api::HttpBody* response) override;
  grpc::ServerUnaryReactor* GetServerMetadata(grpc::CallbackServerContext* context,
                                              const v1::GetServerMetadataRequest* request,
                                              google::api::HttpBody* response) override;
  grpc::ServerUnaryReactor* GetJwks(grpc::CallbackServerContext* context,
                                    const v1::GetJwksRequest* request,
                                    google::api::HttpBody* response) override;

 private:
  const rpc::Methods rpc_;
  const std::string issuer_url_;
  TokenIssuer* const issuer_;
  SigningKeys* const keys_;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_TOKEN_SERVICE_H_
