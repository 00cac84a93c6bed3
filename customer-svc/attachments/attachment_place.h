// What files belong to: interactions, or tickets. Each says what its messages are, and where they
// stand.
#ifndef GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_PLACE_H_
#define GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_PLACE_H_

#include "absl/status/status.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/attachment_service.pb.h"
#include "guanxi/customer/v1/ticket_attachment_service.pb.h"

namespace guanxi::customer {

struct InteractionFiles {
  using Upload = v1::UploadAttachmentRequest;
  using Download = v1::DownloadAttachmentRequest;
  using Attachment = v1::Attachment;
  // The kind of the timers that end them.
  static constexpr const char* kExpiry = kAttachmentExpiry;
  // The holder's field that says as much as the bytes do.
  static constexpr const char* kTelling = "summary";

  static const resource::Resource& Attachments(const Resources& all) { return *all.attachments; }
  static const resource::Resource& Holders(const Resources& all) { return *all.interactions; }
  // Takes what a new file is to belong to exclusively: of two at once each counts the other's.
  // Errors: those of UploadAttachment.
  static absl::Status Hold(resource::UnitOfWork& work, const Resources& all,
                           const resource::ResourceName& holder);
};

struct TicketFiles {
  using Upload = v1::UploadTicketAttachmentRequest;
  using Download = v1::DownloadTicketAttachmentRequest;
  using Attachment = v1::TicketAttachment;
  static constexpr const char* kExpiry = kTicketAttachmentExpiry;
  static constexpr const char* kTelling = "description";

  static const resource::Resource& Attachments(const Resources& all) {
    return *all.ticket_attachments;
  }
  static const resource::Resource& Holders(const Resources& all) { return *all.tickets->tickets; }
  // Errors: those of UploadTicketAttachment.
  static absl::Status Hold(resource::UnitOfWork& work, const Resources& all,
                           const resource::ResourceName& holder);
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_PLACE_H_
