#include "customer-svc/attachments/attachment_service.h"

#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "google/protobuf/empty.pb.h"

namespace guanxi::customer {
namespace {

using google::api::HttpBody;

// Gives the bytes of one attachment out, a piece a step.
template <typename Files>
class AttachmentSender : public rpc::Sender<HttpBody> {
 public:
  using Attachment = typename Files::Attachment;

  AttachmentSender(const AttachmentTools& tools, const rpc::Call& call, std::string name)
      : tools_(tools), call_(call), name_(std::move(name)) {}

  absl::StatusOr<rpc::Sent<HttpBody>> Next() override {
    rpc::Sent<HttpBody> sent;
    HttpBody& body = sent.message.emplace();
    if (!size_.has_value()) GUANXI_RETURN_IF_ERROR(Open(&body));
    GUANXI_ASSIGN_OR_RETURN(*body.mutable_data(), tools_.files->Read(key_, offset_));
    if (body.data().empty()) return NotFound("FILE", files::MakeFileName(key_.id));
    offset_ += static_cast<int64_t>(body.data().size());
    sent.ends = offset_ >= *size_;
    return sent;
  }

 private:
  absl::Status Open(HttpBody* first) {
    const Resources& all = *tools_.resources;
    if (tools_.files == nullptr) return absl::InternalError("the process keeps no files");
    GUANXI_RETURN_IF_ERROR(
        resource::CheckSeen(Files::Holders(all).type(), call_.principal, {Files::kTelling}));
    GUANXI_RETURN_IF_ERROR(
        resource::CheckSeen(Files::Attachments(all).type(), call_.principal, {"display_name"}));
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(Files::Attachments(all).type(), name_, "name"));
    key_ = {call_.principal.tenant, name.id};
    GUANXI_ASSIGN_OR_RETURN(const Attachment attachment, NoteAccess(name));
    // After it was looked for where the caller sees it: others hear nothing of the file.
    GUANXI_ASSIGN_OR_RETURN(const files::FileInfo info, tools_.files->Stat(key_));
    first->set_content_type(SafeContentType(attachment.content_type()));
    size_ = info.size;
    return absl::OkStatus();
  }

  // The attachment, once it is written down who asked for it.
  absl::StatusOr<Attachment> NoteAccess(const resource::ResourceName& name) {
    const Resources& all = *tools_.resources;
    Attachment attachment;
    GUANXI_RETURN_IF_ERROR(tools_.engine->Write(
        call_.principal, resource::TxOptionsOf(call_), {},
        [&](resource::UnitOfWork& work) -> absl::Status {
          GUANXI_RETURN_IF_ERROR(work.Share(Files::Holders(all), resource::ParentOf(name)));
          GUANXI_ASSIGN_OR_RETURN(const resource::Stored row,
                                  work.GetLive(Files::Attachments(all), name));
          attachment = static_cast<const Attachment&>(*row.message);
          return work.Emit(Files::Attachments(all), row, "attachment.downloaded",
                           google::protobuf::Empty());
        }));
    return attachment;
  }

  const AttachmentTools tools_;
  const rpc::Call call_;
  const std::string name_;
  files::FileKey key_;
  std::optional<int64_t> size_;  // from the first step on
  int64_t offset_ = 0;
};

}  // namespace

std::unique_ptr<rpc::Sender<HttpBody>> AttachmentServiceImpl::DownloadAttachment(
    const rpc::Call& call, const v1::DownloadAttachmentRequest& request) {
  return std::make_unique<AttachmentSender<InteractionFiles>>(tools_, call, request.name());
}

std::unique_ptr<rpc::Sender<HttpBody>> TicketAttachmentServiceImpl::DownloadTicketAttachment(
    const rpc::Call& call, const v1::DownloadTicketAttachmentRequest& request) {
  return std::make_unique<AttachmentSender<TicketFiles>>(tools_, call, request.name());
}

}  // namespace guanxi::customer
