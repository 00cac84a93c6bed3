// The gateway's services as its process wires them, with keys of a test.
#ifndef GUANXI_GATEWAY_TEST_SERVICES_H_
#define GUANXI_GATEWAY_TEST_SERVICES_H_

#include "absl/status/statusor.h"
#include "common/service/services.h"

namespace guanxi::gateway {

// Their signing key lies in the test's own folder, and lasts as long as the process.
absl::StatusOr<service::Services> MakeTestServices(const service::Parts& parts);

}  // namespace guanxi::gateway

#endif  // GUANXI_GATEWAY_TEST_SERVICES_H_
