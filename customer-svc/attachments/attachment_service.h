// The custom methods of guanxi.customer.v1.AttachmentService and TicketAttachmentService.
#ifndef GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_SERVICE_H_

#include <memory>

#include "common/rpc/stream.h"
#include "customer-svc/attachments/attachment_upload.h"
#include "google/api/httpbody.pb.h"
#include "guanxi/customer/v1/attachment_service.adapter.h"
#include "guanxi/customer/v1/ticket_attachment_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe.
class AttachmentServiceImpl : public v1::AttachmentServiceMethods {
 public:
  explicit AttachmentServiceImpl(const AttachmentTools& tools) : tools_(tools) {}

  std::unique_ptr<rpc::Receiver<v1::UploadAttachmentRequest, v1::Attachment>> UploadAttachment(
      const rpc::Call& call) override {
    return std::make_unique<AttachmentUpload<InteractionFiles>>(tools_, call);
  }
  std::unique_ptr<rpc::Sender<google::api::HttpBody>> DownloadAttachment(
      const rpc::Call& call, const v1::DownloadAttachmentRequest& request) override;

 private:
  const AttachmentTools tools_;
};

// Documented in the proto. Thread-safe.
class TicketAttachmentServiceImpl : public v1::TicketAttachmentServiceMethods {
 public:
  explicit TicketAttachmentServiceImpl(const AttachmentTools& tools) : tools_(tools) {}

  std::unique_ptr<rpc::Receiver<v1::UploadTicketAttachmentRequest, v1::TicketAttachment>>
  UploadTicketAttachment(const rpc::Call& call) override {
    return std::make_unique<AttachmentUpload<TicketFiles>>(tools_, call);
  }
  std::unique_ptr<rpc::Sender<google::api::HttpBody>> DownloadTicketAttachment(
      const rpc::Call& call, const v1::DownloadTicketAttachmentRequest& request) override;

 private:
  const AttachmentTools tools_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_SERVICE_H_
