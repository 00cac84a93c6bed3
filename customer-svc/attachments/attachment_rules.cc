#include "customer-svc/attachments/attachment_rules.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/files/file_store.h"
#include "common/resource/resource_name.h"
#include "common/timers/timers.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ChangeKind;
using resource::Stored;
using resource::UnitOfWork;

constexpr size_t kMaxNameBytes = 255;
constexpr size_t kMaxTypeBytes = 127;
constexpr absl::Duration kMaxRetention = absl::Hours(24 * 366 * 30);

// Of RFC 9110, section 5.6.2.
bool IsToken(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           absl::StrContains("!#$%&'*+-.^_`|~", c);
  });
}

bool IsFileName(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return c == '/' || c == '\\' || absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

const char* ExpiryOf(const v1::Attachment& /*attachment*/) { return kAttachmentExpiry; }
const char* ExpiryOf(const v1::TicketAttachment& /*attachment*/) { return kTicketAttachmentExpiry; }

// The bytes stand under the attachment's own id.
absl::Status LetGo(UnitOfWork& work, const std::string& name, const char* expiry) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid file, Uuid::Parse(name.substr(name.rfind('/') + 1)));
  const Uuid& tenant = work.principal().tenant;
  GUANXI_RETURN_IF_ERROR(files::Release(work.tx(), tenant, file, work.system_now()));
  return timers::Timers::Disarm(work.tx(), tenant, expiry, file.ToString());
}

}  // namespace

bool IsContentType(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  return text.size() <= kMaxTypeBytes && parts.size() == 2 && IsToken(parts[0]) &&
         IsToken(parts[1]);
}

std::string SafeContentType(const std::string& content_type) {
  static constexpr absl::string_view kSafe[] = {"application/pdf", "image/gif",  "image/jpeg",
                                                "image/png",       "image/webp", "text/plain"};
  const std::string type = absl::AsciiStrToLower(content_type);
  const bool is_safe = absl::StartsWith(type, "audio/") || absl::StartsWith(type, "video/") ||
                       std::find(std::begin(kSafe), std::end(kSafe), type) != std::end(kSafe);
  return is_safe ? type : "application/octet-stream";
}

template <typename Upload>
void CheckUpload(const Upload& options, absl::Time now, Violations* violations) {
  if (options.kind() == v1::Attachment::KIND_UNSPECIFIED ||
      !v1::Attachment::Kind_IsValid(options.kind())) {
    violations->Add("kind", "is required, and must be known");
  }
  const std::string& name = options.display_name();
  if (absl::StripAsciiWhitespace(name).empty()) {
    violations->Add("display_name", "is required");
  } else if (name.size() > kMaxNameBytes) {
    violations->Add("display_name", absl::StrCat("must have at most ", kMaxNameBytes, " bytes"));
  } else if (!IsFileName(name)) {
    violations->Add("display_name", "must be on one line, without / and \\");
  }
  if (!IsContentType(options.file().content_type())) {
    violations->Add("file.content_type", "must be a media type such as audio/mpeg");
  }
  if (!options.request_id().empty() && !Uuid::Parse(options.request_id()).ok()) {
    violations->Add("request_id", "must be a UUID");
  }
  if (!options.has_retain_until()) return;
  const google::protobuf::Timestamp& stated = options.retain_until();
  if (stated.seconds() < TimeUtil::kTimestampMinSeconds ||
      stated.seconds() > TimeUtil::kTimestampMaxSeconds || stated.nanos() < 0 ||
      stated.nanos() > 999'999'999) {
    return violations->Add("retain_until", "is no time");
  }
  const absl::Time until = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(stated));
  if (until <= now || until > now + kMaxRetention) {
    violations->Add("retain_until", "must lie within the next 30 years");
  }
}

template void CheckUpload(const v1::UploadAttachmentRequest&, absl::Time, Violations*);
template void CheckUpload(const v1::UploadTicketAttachmentRequest&, absl::Time, Violations*);

template <typename Attachment>
resource::Behavior<Attachment> AttachmentBehavior() {
  resource::Behavior<Attachment> attachment;
  attachment.derive = [](UnitOfWork& work, ChangeKind kind, const Attachment* /*old*/,
                         const Attachment& next) {
    return kind == ChangeKind::kDeleted ? LetGo(work, next.name(), ExpiryOf(next))
                                        : absl::OkStatus();
  };
  return attachment;
}

template resource::Behavior<v1::Attachment> AttachmentBehavior<v1::Attachment>();
template resource::Behavior<v1::TicketAttachment> AttachmentBehavior<v1::TicketAttachment>();

absl::Status GuardAttachmentsOf(UnitOfWork& work, const Uuid& interaction) {
  return work.Guard("attachments", interaction.ToString());
}

absl::Status DeleteAttachmentsOf(UnitOfWork& work, const resource::Resource& attachments,
                                 const Uuid& interaction) {
  GUANXI_RETURN_IF_ERROR(GuardAttachmentsOf(work, interaction));
  GUANXI_ASSIGN_OR_RETURN(std::vector<Stored> rows, work.ListByParent(attachments, interaction));
  for (Stored& row : rows) GUANXI_RETURN_IF_ERROR(work.Delete(attachments, &row));
  return absl::OkStatus();
}

timers::Kind AttachmentExpiry(const resource::Resource* attachments) {
  timers::Kind kind;
  kind.fire = [attachments](UnitOfWork& work, const timers::Batch& batch) -> absl::Status {
    std::vector<Uuid> ids;
    for (const timers::ArmedTimer& timer : batch.timers) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(timer.key));
      ids.push_back(id);
    }
    GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*attachments, ids));
    for (auto& [id, row] : rows) GUANXI_RETURN_IF_ERROR(work.Delete(*attachments, &row));
    return absl::OkStatus();
  };
  return kind;
}

}  // namespace guanxi::customer
