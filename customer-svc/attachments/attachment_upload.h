// Takes an attachment in.
#ifndef GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_UPLOAD_H_
#define GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_UPLOAD_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/files/file_store.h"
#include "common/files/file_upload.h"
#include "common/files/piece_bounds.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "common/timers/timers.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/attachment_service.pb.h"

namespace guanxi::customer {

// What attachments work with. Nothing is owned; `files` is null in a process without files.
struct AttachmentTools {
  db::Database* database = nullptr;
  files::FileStore* files = nullptr;
  const resource::Engine* engine = nullptr;
  const Resources* resources = nullptr;
  timers::Timers* timers = nullptr;
};

// One upload: the bytes first, then, in one transaction, the attachment that they are of. Errors:
// those of UploadAttachment, in the proto.
class AttachmentUpload : public rpc::Receiver<v1::UploadAttachmentRequest, v1::Attachment> {
 public:
  AttachmentUpload(AttachmentTools tools, const rpc::Call& call);

  absl::Status Take(v1::UploadAttachmentRequest message) override;
  absl::StatusOr<v1::Attachment> Finish() override;
  void Abandon() override;
  int64_t held_bytes() const override { return upload_.has_value() ? upload_->held_bytes() : 0; }

 private:
  absl::Status Begin(const v1::UploadAttachmentRequest& first);
  absl::Status Store(resource::UnitOfWork& work, v1::Attachment* stored);
  v1::Attachment Described() const;

  const AttachmentTools tools_;
  const rpc::Call call_;
  files::PieceBounds bounds_;
  v1::UploadAttachmentRequest options_;  // the first message, without the bytes
  resource::ResourceName interaction_;
  files::NewFile file_;
  std::optional<files::FileUpload> upload_;  // from the first message on
  bool is_done_ = false;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_UPLOAD_H_
