// The gRPC services of this process and the work behind them.
#ifndef GUANXI_CUSTOMER_SVC_SERVICES_H_
#define GUANXI_CUSTOMER_SVC_SERVICES_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/service/services.h"

namespace guanxi::customer {

// For service::Definition.
absl::StatusOr<service::Services> MakeServices(const service::Parts& parts);

// What happens here when events of lead-svc, at a gRPC target, arrive.
absl::Status AddConsumers(const std::string& lead_svc, const service::Parts& parts,
                          service::Services* services);
// Writes what migrations have added beside the stored customers.
absl::Status FillNewColumns(db::Database* database);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SERVICES_H_
