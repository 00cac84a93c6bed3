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
#include "customer-svc/attachments/attachment_place.h"
#include "customer-svc/resources.h"

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
// those of UploadAttachment and UploadTicketAttachment, in the protos. `Files` is one of
// attachment_place.h.
template <typename Files>
class AttachmentUpload : public rpc::Receiver<typename Files::Upload, typename Files::Attachment> {
 public:
  using Upload = typename Files::Upload;
  using Attachment = typename Files::Attachment;

  AttachmentUpload(AttachmentTools tools, const rpc::Call& call);

  absl::Status Take(Upload message) override;
  absl::StatusOr<Attachment> Finish() override;
  void Abandon() override;
  int64_t held_bytes() const override { return upload_.has_value() ? upload_->held_bytes() : 0; }

 private:
  absl::Status Begin(const Upload& first);
  absl::Status Store(resource::UnitOfWork& work, Attachment* stored);
  Attachment Described() const;

  const AttachmentTools tools_;
  const rpc::Call call_;
  files::PieceBounds bounds_;
  Upload options_;  // the first message, without the bytes
  resource::ResourceName holder_;
  files::NewFile file_;
  std::optional<files::FileUpload> upload_;  // from the first message on
  bool is_done_ = false;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ATTACHMENTS_ATTACHMENT_UPLOAD_H_
