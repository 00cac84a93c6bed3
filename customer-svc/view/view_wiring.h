// The gRPC services of views and time lines, and what stands behind them.
#ifndef GUANXI_CUSTOMER_SVC_VIEW_VIEW_WIRING_H_
#define GUANXI_CUSTOMER_SVC_VIEW_VIEW_WIRING_H_

#include <string>

#include "common/service/services.h"
#include "customer-svc/resources.h"

namespace guanxi::customer {

// gRPC targets of the services whose events are heard; "": nothing is known of their records.
struct RelatedServices {
  std::string lead_svc;
  std::string workflow_svc;
};

// Adds them to `made`, which keeps what they need. `all` is not owned.
void ServeViews(const service::Parts& parts, const Resources* all, const RelatedServices& others,
                service::Services* made);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_VIEW_WIRING_H_
