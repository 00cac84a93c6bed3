// What attachments must be, what goes with them, and how they leave.
#ifndef GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_RULES_H_
#define GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_RULES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/errors/errors.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "guanxi/customer/v1/attachment.pb.h"
#include "guanxi/customer/v1/attachment_service.pb.h"
#include "guanxi/customer/v1/ticket_attachment.pb.h"
#include "guanxi/customer/v1/ticket_attachment_service.pb.h"

namespace guanxi::customer {

inline constexpr int64_t kMaxAttachmentBytes = int64_t{256} << 20;
inline constexpr int kMaxAttachments = 20;  // of an interaction, of a ticket

// Of timers that end what is kept until a time: files of interactions, files of tickets.
inline constexpr char kAttachmentExpiry[] = "attachment_expiry";
inline constexpr char kTicketAttachmentExpiry[] = "ticket_attachment_expiry";

// Adds what is wrong with an upload's options, by path; `now` is business time. Of
// v1::UploadAttachmentRequest and v1::UploadTicketAttachmentRequest.
template <typename Upload>
void CheckUpload(const Upload& options, absl::Time now, Violations* violations);

// Whether it is `type/subtype` of the characters of RFC 9110, at most 127 bytes.
bool IsContentType(absl::string_view text);
// What a file of the type leaves as: itself where nobody runs it as a page, else
// `application/octet-stream`.
std::string SafeContentType(const std::string& content_type);

// Attachments give up their files and their timers when they go. Of v1::Attachment and
// v1::TicketAttachment.
template <typename Attachment>
resource::Behavior<Attachment> AttachmentBehavior();

// Who adds attachments to an interaction, which he holds, and who deletes it exclude each other, on
// two nodes of a cluster too: a row that is only held excludes nobody there. Errors: those of the
// unit of work.
absl::Status GuardAttachmentsOf(resource::UnitOfWork& work, const Uuid& interaction);

// Deletes those of an interaction, which is deleted. Errors: those of the unit of work.
absl::Status DeleteAttachmentsOf(resource::UnitOfWork& work, const resource::Resource& attachments,
                                 const Uuid& interaction);

// What ends those whose time has come. `attachments` is not owned.
timers::Kind AttachmentExpiry(const resource::Resource* attachments);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_RULES_H_
