// The gRPC services of attachments, and what ends those whose time has come.
#ifndef GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_WIRING_H_
#define GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_WIRING_H_

#include "common/resource/catalog.h"
#include "common/service/services.h"
#include "customer-svc/resources.h"

namespace guanxi::customer {

// Adds them to `made`, whose timers and their kinds are set. Nothing else is owned.
void ServeAttachments(const service::Parts& parts, const Resources& all,
                      const resource::Catalog& catalog, service::Services* made);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_WIRING_H_
