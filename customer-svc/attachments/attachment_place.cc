#include "customer-svc/attachments/attachment_place.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/row_codec.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "guanxi/customer/v1/service_ticket.pb.h"

namespace guanxi::customer {

absl::Status InteractionFiles::Hold(resource::UnitOfWork& work, const Resources& all,
                                    const resource::ResourceName& holder) {
  const absl::Status above = work.Share(*all.customers, resource::ParentOf(holder));
  if (absl::IsNotFound(above)) return resource::NameNotFound(*all.interactions, holder);
  GUANXI_RETURN_IF_ERROR(above);
  GUANXI_RETURN_IF_ERROR(work.GetLive(*all.interactions, holder).status());
  return GuardAttachmentsOf(work, holder.id);
}

absl::Status TicketFiles::Hold(resource::UnitOfWork& work, const Resources& all,
                               const resource::ResourceName& holder) {
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, work.GetLive(Holders(all), holder));
  const auto& ticket = static_cast<const v1::ServiceTicket&>(*row.message);
  if (ticket.state() != v1::ServiceTicket::MERGED) return absl::OkStatus();
  return FailedPrecondition("TICKET_STATE", ticket.name(), "it is MERGED");
}

}  // namespace guanxi::customer
