// The services of how customers stand, and what keeps it current.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_SERVICES_H_
#define GUANXI_CUSTOMER_SVC_STANDING_SERVICES_H_

#include "common/resource/catalog.h"
#include "common/service/services.h"
#include "customer-svc/resources.h"

namespace guanxi::customer {

// Segments, grades and quality, which follow this service's own log, and stages. `made` has its
// timers; nothing that is given is owned.
void ServeStanding(const service::Parts& parts, const Resources* all,
                   const resource::Catalog& catalog, service::Services* made);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_SERVICES_H_
