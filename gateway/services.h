// The gRPC services of the gateway and the work behind them.
#ifndef GUANXI_GATEWAY_SERVICES_H_
#define GUANXI_GATEWAY_SERVICES_H_

#include "absl/status/statusor.h"
#include "common/service/services.h"
#include "gateway/access/signing_keys.h"
#include "gateway/config.h"

namespace guanxi::gateway {

// For service::Definition. `keys` is not owned.
absl::StatusOr<service::Services> MakeServices(const Config& config, access::SigningKeys* keys,
                                               const service::Parts& parts);

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_SERVICES_H_
