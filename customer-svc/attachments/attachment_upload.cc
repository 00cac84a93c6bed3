#include "customer-svc/attachments/attachment_upload.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;

// The name of a field that is set and not the file, or "".
template <typename Upload>
std::string StatedOption(const Upload& message) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->number() != Upload::kFileFieldNumber) return field->name();
  }
  return "";
}

}  // namespace

template <typename Files>
AttachmentUpload<Files>::AttachmentUpload(AttachmentTools tools, const rpc::Call& call)
    : tools_(tools), call_(call) {
  file_.key = {call.principal.tenant, tools_.engine->environment().uuids().Next()};
  file_.owner = call.principal.subject;
}

template <typename Files>
absl::Status AttachmentUpload<Files>::Take(Upload message) {
  GUANXI_RETURN_IF_ERROR(bounds_.Note(message.file().data().size()));
  if (message.file().extensions_size() > 0) {
    return InvalidField("file.extensions", "is not supported");
  }
  if (!upload_.has_value()) {
    GUANXI_RETURN_IF_ERROR(Begin(message));
  } else if (const std::string option = StatedOption(message); !option.empty()) {
    return InvalidField(option, "must be in the first message; those after it have `file` alone");
  }
  return upload_->Write(message.file().data());
}

template <typename Files>
absl::Status AttachmentUpload<Files>::Begin(const Upload& first) {
  options_ = first;
  options_.mutable_file()->clear_data();
  GUANXI_ASSIGN_OR_RETURN(holder_, resource::ParseName(Files::Holders(*tools_.resources).type(),
                                                       first.parent(), "parent"));
  Violations violations;
  CheckUpload(options_, tools_.engine->environment().business_clock()->Now(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (tools_.files == nullptr) return absl::InternalError("the process keeps no files");
  // What people called it is personal data: it stands with the attachment.
  file_.file_name = "attachment";
  file_.content_type = options_.file().content_type();
  GUANXI_ASSIGN_OR_RETURN(
      upload_, files::FileUpload::Begin(tools_.database, tools_.files, file_, kMaxAttachmentBytes));
  return absl::OkStatus();
}

template <typename Files>
typename Files::Attachment AttachmentUpload<Files>::Described() const {
  Attachment attachment;
  attachment.set_kind(options_.kind());
  attachment.set_display_name(options_.display_name());
  attachment.set_content_type(options_.file().content_type());
  attachment.set_size_bytes(upload_->size());
  attachment.set_uploader(call_.principal.subject);
  if (options_.has_retain_until()) *attachment.mutable_retain_until() = options_.retain_until();
  return attachment;
}

template <typename Files>
absl::Status AttachmentUpload<Files>::Store(resource::UnitOfWork& work, Attachment* stored) {
  const Resources& all = *tools_.resources;
  const resource::Resource& attachments = Files::Attachments(all);
  GUANXI_RETURN_IF_ERROR(Files::Hold(work, all, holder_));
  GUANXI_ASSIGN_OR_RETURN(const auto siblings, work.ListByParent(attachments, holder_.id));
  if (siblings.size() >= kMaxAttachments) {
    return FailedPrecondition("ATTACHMENT_LIMIT", options_.parent(),
                              absl::StrCat("it has ", kMaxAttachments, " attachments already"));
  }
  *stored = Described();
  GUANXI_RETURN_IF_ERROR(
      work.Insert(attachments, resource::ChildOf(holder_, file_.key.id), stored));
  GUANXI_RETURN_IF_ERROR(tools_.files->Hold(work.tx(), file_.key, file_.key.id));
  if (!stored->has_retain_until()) return absl::OkStatus();
  timers::Timer timer;
  timer.kind = Files::kExpiry;
  timer.key = file_.key.id.ToString();
  timer.due = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(stored->retain_until()));
  return tools_.timers->Arm(work.tx(), call_.principal.tenant, timer);
}

template <typename Files>
absl::StatusOr<typename Files::Attachment> AttachmentUpload<Files>::Finish() {
  if (!upload_.has_value()) return InvalidField("file", "must be sent", "FILE_EMPTY");
  GUANXI_ASSIGN_OR_RETURN(const std::string hash, upload_->Finish());
  // Of two uploads with one request_id those of one file are the same. Keyed: a file may be short
  // enough to be guessed.
  options_.mutable_file()->set_data(
      crypto::HmacSha256(tools_.engine->environment().blind_index_key(), "attachment:" + hash));
  Attachment answer;
  const absl::Status stored =
      tools_.engine->Mutate(call_, options_, {}, &answer,
                            [&](resource::UnitOfWork& work) { return Store(work, &answer); });
  is_done_ = true;
  const std::string own = absl::StrCat("/", file_.key.id.ToString());
  // Unless an attachment may have been stored that needs the file.
  const bool needless = stored.ok() ? answer.name().substr(answer.name().rfind('/')) != own
                                    : !db::IsUnknownOutcome(stored);
  if (needless) tools_.files->Delete(file_.key).IgnoreError();  // Else the purge does it.
  GUANXI_RETURN_IF_ERROR(stored);
  return answer;
}

template <typename Files>
void AttachmentUpload<Files>::Abandon() {
  if (!upload_.has_value() || is_done_) return;
  tools_.files->Delete(file_.key).IgnoreError();  // Else the purge does it.
}

template class AttachmentUpload<InteractionFiles>;
template class AttachmentUpload<TicketFiles>;

}  // namespace guanxi::customer
