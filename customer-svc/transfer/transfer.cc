#include "customer-svc/transfer/transfer.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/audit/audit_log.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/files/file_upload.h"
#include "common/policy/rights.h"
#include "common/resource/checks.h"
#include "common/resource/field_rights.h"
#include "common/resource/list_plan.h"
#include "common/resource/name_fields.h"
#include "common/text/phone.h"
#include "customer-svc/transfer/export_job.h"
#include "customer-svc/transfer/intake.h"
#include "customer-svc/transfer/layout.h"
#include "customer-svc/transfer/state.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

constexpr int64_t kMaxFileBytes = int64_t{1} << 30;
constexpr int kMaxColumns = 100;
// What the decoder of an upload keeps of it, in round numbers.
constexpr int64_t kDecoderBytes = 256 << 10;

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

void CheckRequestId(const std::string& request_id, Violations* violations) {
  if (!request_id.empty() && !Uuid::Parse(request_id).ok()) {
    violations->Add("request_id", "must be a UUID");
  }
}

absl::Status ValidateImport(const v1::ImportCustomersRequest& options) {
  Violations violations;
  CheckRequestId(options.request_id(), &violations);
  if (!v1::FileFormat_IsValid(options.format())) violations.Add("format", "is unknown");
  if (!v1::Customer::Type_IsValid(options.default_type())) {
    violations.Add("default_type", "is unknown");
  }
  if (!v1::ImportCustomersRequest::OnExisting_IsValid(options.on_existing())) {
    violations.Add("on_existing", "is unknown");
  }
  if (options.columns_size() > kMaxColumns) {
    violations.Add("columns", absl::StrCat("must have at most ", kMaxColumns, " entries"));
  }
  if (!resource::IsSystemName(SourceSystem(options))) {
    violations.Add("source_system", "must match [a-z][a-z0-9_-]{0,31}");
  }
  if (!options.encoding().empty() && !text::FindCharset(options.encoding()).has_value()) {
    violations.Add("encoding", absl::StrCat("must be one of ", text::CharsetNames()));
  }
  const std::string& region = options.phone_region();
  if (!region.empty() && !text::IsPhoneRegion(region)) {
    violations.Add("phone_region", "must be a region of ISO 3166 in capitals, such as CN or GB");
  }
  return violations.ToStatus();
}

absl::Status ValidateExport(const v1::ExportCustomersRequest& request) {
  Violations violations;
  CheckRequestId(request.request_id(), &violations);
  if (request.format() == v1::TEXT_LINES || !v1::FileFormat_IsValid(request.format())) {
    violations.Add("format", "must be CSV or JSON_LINES");
  }
  return violations.ToStatus();
}

// What makes two operations the same: all that was asked, and the file. It is kept for 30 days,
// longer than the file, and a list of one phone number could be found by trying all: so it is
// keyed.
std::string HashOf(const TransferTools& tools, const google::protobuf::Message& options,
                   const std::string& file_hash) {
  const std::string key =
      crypto::HmacSha256(tools.engine->environment().blind_index_key(), "derive:operation_hash");
  return crypto::HmacSha256(key, absl::StrCat(file_hash, options.SerializeAsString()));
}

// An upload that is complete.
struct Upload {
  files::FileKey key;
  int64_t size = 0;
  std::string hash;
  transfer::Layout layout;
};

jobs::NewOperation ImportOperation(const TransferTools& tools, const Principal& principal,
                                   const v1::ImportCustomersRequest& options, const Upload& upload,
                                   absl::Time now) {
  transfer::ImportJob job;
  *job.mutable_options() = options;
  job.mutable_options()->clear_request_id();
  job.set_file_id(std::string(upload.key.id.bytes()));
  job.set_file_bytes(upload.size);
  *job.mutable_layout() = upload.layout;
  v1::ImportCustomersMetadata metadata;
  *metadata.mutable_create_time() = ToTimestamp(now);
  metadata.set_total_bytes(upload.size);
  metadata.set_dry_run(options.dry_run());
  jobs::NewOperation operation;
  operation.kind = kImportKind;
  operation.principal = principal;
  operation.request_id = absl::AsciiStrToLower(options.request_id());
  operation.request_hash = HashOf(tools, job.options(), upload.hash);
  operation.request = job.SerializeAsString();
  operation.metadata = jobs::PackAny(metadata);
  return operation;
}

// Takes one file in.
class ImportReceiver : public ImportStream {
 public:
  ImportReceiver(const TransferTools& tools, jobs::OperationStore* operations, Clock* clock,
                 const Principal& principal, const Uuid& file)
      : tools_(tools), operations_(operations), clock_(clock), principal_(principal) {
    file_.key = {principal.tenant, file};
    file_.owner = principal.subject;
    file_.file_name = "upload";
    file_.content_type = "text/plain; charset=utf-8";
  }

  absl::Status Take(v1::ImportCustomersRequest message) override {
    if (!upload_.has_value()) GUANXI_RETURN_IF_ERROR(Begin(message));
    return intake_->Take(message);
  }

  absl::StatusOr<google::longrunning::Operation> Finish() override {
    if (!upload_.has_value()) return InvalidField("file", "must be sent", "FILE_EMPTY");
    GUANXI_RETURN_IF_ERROR(intake_->Finish());
    GUANXI_ASSIGN_OR_RETURN(std::string hash, upload_->Finish());
    const Upload upload{file_.key, upload_->size(), std::move(hash), intake_->layout()};
    const jobs::NewOperation operation =
        ImportOperation(tools_, principal_, options_, upload, clock_->Now());
    const absl::StatusOr<jobs::Operation> stored = operations_->Create(
        operation, [&](db::Transaction& tx, const Uuid& /*tenant*/, const Uuid& id) {
          return tools_.files->Hold(tx, file_.key, id);
        });
    // Unless an operation may have been stored that needs the file.
    const bool needless =
        stored.ok() ? stored->request != operation.request : !db::IsUnknownOutcome(stored.status());
    if (needless) tools_.files->Delete(file_.key).IgnoreError();
    is_done_ = true;
    GUANXI_RETURN_IF_ERROR(stored.status());
    return jobs::ToProto(*stored);
  }

  void Abandon() override {
    if (!upload_.has_value() || is_done_) return;
    tools_.files->Delete(file_.key).IgnoreError();  // Else the purge does it.
  }

  int64_t held_bytes() const override {
    return upload_.has_value() ? kDecoderBytes + upload_->held_bytes() : 0;
  }

 private:
  absl::Status Begin(const v1::ImportCustomersRequest& first) {
    options_ = first;
    options_.clear_file();
    GUANXI_RETURN_IF_ERROR(ValidateImport(options_));
    GUANXI_ASSIGN_OR_RETURN(
        upload_, files::FileUpload::Begin(tools_.database, tools_.files, file_, kMaxFileBytes));
    intake_.emplace(&options_, [this](absl::string_view text) { return upload_->Write(text); });
    return absl::OkStatus();
  }

  const TransferTools tools_;
  jobs::OperationStore* const operations_;
  Clock* const clock_;
  const Principal principal_;
  files::NewFile file_;
  v1::ImportCustomersRequest options_;
  std::optional<files::FileUpload> upload_;  // from the first message on
  std::optional<Intake> intake_;
  bool is_done_ = false;
};

// Gives one file out, a chunk a step.
class DownloadSender : public DownloadStream {
 public:
  DownloadSender(const TransferTools& tools, jobs::OperationStore* operations,
                 const Principal& principal, std::string name)
      : files_(*tools.files),
        customers_(tools.customers->type()),
        operations_(*operations),
        principal_(principal),
        name_(std::move(name)) {}

  absl::StatusOr<rpc::Sent<google::api::HttpBody>> Next() override {
    rpc::Sent<google::api::HttpBody> sent;
    if (!info_.has_value()) GUANXI_RETURN_IF_ERROR(Open(&sent.message.emplace()));
    if (offset_ == info_->size) return rpc::Sent<google::api::HttpBody>{std::nullopt, true, {}};
    if (!sent.message.has_value()) sent.message.emplace();
    GUANXI_ASSIGN_OR_RETURN(*sent.message->mutable_data(), files_.Read(key_, offset_));
    const std::string& data = sent.message->data();
    if (data.empty()) return NotFound("FILE", name_);  // Purged meanwhile.
    offset_ += static_cast<int64_t>(data.size());
    sent.ends = offset_ >= info_->size;
    return sent;
  }

 private:
  absl::Status Open(google::api::HttpBody* first) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, files::ParseFileName(name_));
    key_ = {principal_.tenant, id};
    GUANXI_ASSIGN_OR_RETURN(files::FileInfo info, files_.Stat(key_));
    if (info.file.owner != principal_.subject) return NotFound("FILE", name_);
    GUANXI_RETURN_IF_ERROR(CheckPermission(info.file.result_of));
    first->set_content_type(info.file.content_type);
    info_ = std::move(info);
    return absl::OkStatus();
  }

  // Who may not begin such an operation any more does not get what it made, either. Its kind is the
  // permission that it needs; what belongs to none yet was sent to be imported.
  absl::Status CheckPermission(const Uuid& operation) {
    jobs::Operation made_by;
    made_by.kind = kImportKind;
    if (!operation.IsNil()) {
      GUANXI_ASSIGN_OR_RETURN(made_by, operations_.Get(principal_, operation));
    }
    if (principal_.rights->ScopeOf(made_by.kind) == access::v1::DATA_SCOPE_UNSPECIFIED) {
      return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED",
                   "none of the caller's roles grants what the file was made by any more",
                   {{"permission", made_by.kind}});
    }
    return made_by.kind == kExportKind ? CheckSight(made_by) : absl::OkStatus();
  }

  // Nor what he would not see now: another scope, or other fields, may be less.
  absl::Status CheckSight(const jobs::Operation& made_by) const {
    transfer::ExportCheckpoint checkpoint;
    checkpoint.ParseFromString(made_by.checkpoint);
    if (checkpoint.sight() == ExportSight(customers_, principal_)) return absl::OkStatus();
    return Error(absl::StatusCode::kPermissionDenied, "RIGHTS_CHANGED",
                 "what the caller sees of customers is not what it was: export them again");
  }

  files::FileStore& files_;
  const resource::ResourceType& customers_;
  jobs::OperationStore& operations_;
  const Principal principal_;
  const std::string name_;
  files::FileKey key_;
  std::optional<files::FileInfo> info_;  // from the first step on
  int64_t offset_ = 0;
};

}  // namespace

std::unique_ptr<ImportStream> FileTransfer::Import(const rpc::Call& call) {
  return std::make_unique<ImportReceiver>(tools_, operations_, clock_, call.principal,
                                          ids_->Next());
}

absl::StatusOr<google::longrunning::Operation> FileTransfer::Export(
    const rpc::Call& call, const v1::ExportCustomersRequest& request) {
  GUANXI_RETURN_IF_ERROR(ValidateExport(request));
  if (tools_.access != nullptr && !request.data_access_request().empty()) {
    GUANXI_RETURN_IF_ERROR(tools_.access->CheckUsable(call, request.data_access_request()));
  }
  const resource::ResourceType& type = tools_.customers->type();
  GUANXI_RETURN_IF_ERROR(tools_.engine->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const auto custom, tools_.engine->environment().custom_fields().Get(
                                                   tx, call.principal.tenant, type));
    GUANXI_ASSIGN_OR_RETURN(const resource::ListSpec spec,
                            resource::MakeListSpec(type, *custom, request.filter(), "create_time"));
    const auto view = resource::ViewOf(type, call.principal);
    return view != nullptr ? resource::CheckListFields(*view, spec) : absl::OkStatus();
  }));

  const std::string data_access_request = resource::CanonicalName(request.data_access_request());
  jobs::NewOperation operation;
  operation.kind = kExportKind;
  operation.principal = call.principal;
  operation.request_id = absl::AsciiStrToLower(request.request_id());
  transfer::ExportJob job;
  *job.mutable_options() = request;
  job.mutable_options()->clear_request_id();
  operation.request_hash = HashOf(tools_, job.options(), "");
  operation.request = job.SerializeAsString();
  v1::ExportCustomersMetadata metadata;
  *metadata.mutable_create_time() = ToTimestamp(clock_->Now());
  operation.metadata = jobs::PackAny(metadata);
  GUANXI_ASSIGN_OR_RETURN(
      const jobs::Operation stored,
      operations_->Create(operation,
                          [&](db::Transaction& tx, const Uuid& tenant, const Uuid& /*id*/) {
                            audit::Entry entry;
                            entry.event = ids_->Next();
                            entry.kind = audit::v1::AuditRecord::EXPORTED;
                            entry.actor = call.principal.subject;
                            entry.resource_type = type.full_type();
                            entry.method = call.method;
                            // By which request, so that the two can be told together.
                            entry.reason = data_access_request;
                            // As the rest of the audit is dated.
                            entry.time = tools_.engine->environment().business_clock()->Now();
                            return audit::Write(tx, tenant, {entry});
                          }));
  return jobs::ToProto(stored);
}

std::unique_ptr<DownloadStream> FileTransfer::Download(const rpc::Call& call,
                                                       const v1::DownloadFileRequest& request) {
  return std::make_unique<DownloadSender>(tools_, operations_, call.principal, request.name());
}

}  // namespace guanxi::customer
