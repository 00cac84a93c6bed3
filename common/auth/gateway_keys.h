// The gateway as the source of the keys that verify tokens.
#ifndef GUANXI_COMMON_AUTH_GATEWAY_KEYS_H_
#define GUANXI_COMMON_AUTH_GATEWAY_KEYS_H_

#include <string>

#include "common/auth/jwks_source.h"

namespace guanxi {

// Calls TokenService.GetJwks at `target` ("host:port", or any gRPC target), for at most 3 s.
JwksSource::Fetch FetchKeysFrom(const std::string& target);

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_GATEWAY_KEYS_H_
