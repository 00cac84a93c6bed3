#include "customer-svc/attachments/attachment_wiring.h"

#include "customer-svc/attachments/attachment_rules.h"
#include "customer-svc/attachments/attachment_service.h"
#include "guanxi/customer/v1/attachment_service.adapter.h"
#include "guanxi/customer/v1/ticket_attachment_service.adapter.h"

namespace guanxi::customer {

void ServeAttachments(const service::Parts& parts, const Resources& all,
                      const resource::Catalog& catalog, service::Services* made) {
  made->timer_kinds[kAttachmentExpiry] = AttachmentExpiry(all.attachments.get());
  made->timer_kinds[kTicketAttachmentExpiry] = AttachmentExpiry(all.ticket_attachments.get());
  const AttachmentTools tools = {parts.database, parts.files, parts.engine, &all, made->timers};
  made->Serve<v1::AttachmentServiceAdapter>(parts.pipeline, catalog,
                                            made->Keep<AttachmentServiceImpl>(tools));
  made->Serve<v1::TicketAttachmentServiceAdapter>(parts.pipeline, catalog,
                                                  made->Keep<TicketAttachmentServiceImpl>(tools));
}

}  // namespace guanxi::customer
