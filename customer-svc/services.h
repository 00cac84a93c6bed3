// The gRPC services of this process and the work behind them.
#ifndef GUANXI_CUSTOMER_SVC_SERVICES_H_
#define GUANXI_CUSTOMER_SVC_SERVICES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/outgoing/transfer.h"
#include "common/service/services.h"

namespace guanxi::customer {

// For service::Definition. `lead_svc` is the gRPC target of lead-svc, whose events are heard; "":
// customers say nothing of opportunities. `workflow_svc` is that of workflow-svc, which approves
// data access requests, and whose to-dos and approvals views show; "": none can be submitted, and
// there are none. `analytics_svc` is that of analytics-svc, which says what customers are worth;
// "": they do not say it. `outgoing` says how feeds may be called.
absl::StatusOr<service::Services> MakeServices(const service::Parts& parts,
                                               const std::string& lead_svc = "",
                                               const std::string& workflow_svc = "",
                                               const std::string& analytics_svc = "",
                                               const outgoing::Options& outgoing = {});

// Writes what migrations have added beside the stored customers.
absl::Status FillNewColumns(db::Database* database);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_SERVICES_H_
