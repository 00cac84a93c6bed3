#include "customer-svc/transfer/transfer.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/files/file_upload.h"
#include "common/resource/checks.h"
#include "common/resource/list_plan.h"
#include "customer-svc/transfer/export_job.h"
#include "customer-svc/transfer/intake.h"
#include "customer-svc/transfer/layout.h"
#include "customer-svc/transfer/state.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

constexpr int64_t kMaxFileBytes = int64_t{1} << 30;
constexpr int kMaxColumns = 100;

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
  if (!region.empty() &&
      (region.size() != 2 || !absl::ascii_isupper(region[0]) || !absl::ascii_isupper(region[1]))) {
    violations.Add("phone_region", "must be two capital letters such as CN");
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

absl::Status Receive(rpc::Reader<v1::ImportCustomersRequest>& reader,
                     v1::ImportCustomersRequest first, Intake* intake) {
  bool more = true;
  for (v1::ImportCustomersRequest message = std::move(first); more;) {
    GUANXI_RETURN_IF_ERROR(intake->Take(message));
    GUANXI_ASSIGN_OR_RETURN(more, reader.Read(&message));
  }
  return intake->Finish();
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
  operation.request_id = options.request_id();
  operation.request_hash = HashOf(tools, job.options(), upload.hash);
  operation.request = job.SerializeAsString();
  operation.metadata = jobs::PackAny(metadata);
  return operation;
}

absl::StatusOr<Upload> TakeUpload(const TransferTools& tools, const files::NewFile& file,
                                  const v1::ImportCustomersRequest& options,
                                  rpc::Reader<v1::ImportCustomersRequest>& reader,
                                  v1::ImportCustomersRequest first) {
  GUANXI_ASSIGN_OR_RETURN(
      files::FileUpload upload,
      files::FileUpload::Begin(tools.database, tools.files, file, kMaxFileBytes));
  Intake intake(&options, [&](absl::string_view text) { return upload.Write(text); });
  GUANXI_RETURN_IF_ERROR(Receive(reader, std::move(first), &intake));
  GUANXI_ASSIGN_OR_RETURN(std::string hash, upload.Finish());
  return Upload{file.key, upload.size(), std::move(hash), intake.layout()};
}

}  // namespace

absl::StatusOr<google::longrunning::Operation> FileTransfer::Import(
    const rpc::Call& call, rpc::Reader<v1::ImportCustomersRequest>& reader) {
  v1::ImportCustomersRequest first;
  GUANXI_ASSIGN_OR_RETURN(const bool any, reader.Read(&first));
  if (!any) return InvalidField("file", "must be sent", "FILE_EMPTY");
  v1::ImportCustomersRequest options = first;
  options.clear_file();
  GUANXI_RETURN_IF_ERROR(ValidateImport(options));

  files::NewFile file;
  file.key = {call.principal.tenant, ids_->Next()};
  file.owner = call.principal.subject;
  file.file_name = "upload";
  file.content_type = "text/plain; charset=utf-8";
  const absl::StatusOr<Upload> upload = TakeUpload(tools_, file, options, reader, std::move(first));
  if (!upload.ok()) {
    tools_.files->Delete(file.key).IgnoreError();  // Else the purge does it.
    return upload.status();
  }

  const jobs::NewOperation operation =
      ImportOperation(tools_, call.principal, options, *upload, clock_->Now());
  const absl::StatusOr<jobs::Operation> stored = operations_->Create(
      operation, [&](db::Transaction& tx, const Uuid& /*tenant*/, const Uuid& id) {
        return tools_.files->Hold(tx, file.key, id);
      });
  // Unless an operation may have been stored that needs the file.
  const bool needless =
      stored.ok() ? stored->request != operation.request : !db::IsUnknownOutcome(stored.status());
  if (needless) tools_.files->Delete(file.key).IgnoreError();
  GUANXI_RETURN_IF_ERROR(stored.status());
  return jobs::ToProto(*stored);
}

absl::StatusOr<google::longrunning::Operation> FileTransfer::Export(
    const rpc::Call& call, const v1::ExportCustomersRequest& request) {
  GUANXI_RETURN_IF_ERROR(ValidateExport(request));
  const resource::ResourceType& type = tools_.customers->type();
  GUANXI_RETURN_IF_ERROR(tools_.engine->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const auto custom, tools_.engine->environment().custom_fields().Get(
                                                   tx, call.principal.tenant, type));
    return resource::MakeListSpec(type, *custom, request.filter(), "create_time").status();
  }));

  jobs::NewOperation operation;
  operation.kind = kExportKind;
  operation.principal = call.principal;
  operation.request_id = request.request_id();
  transfer::ExportJob job;
  *job.mutable_options() = request;
  job.mutable_options()->clear_request_id();
  operation.request_hash = HashOf(tools_, job.options(), "");
  operation.request = job.SerializeAsString();
  v1::ExportCustomersMetadata metadata;
  *metadata.mutable_create_time() = ToTimestamp(clock_->Now());
  operation.metadata = jobs::PackAny(metadata);
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation stored, operations_->Create(operation));
  return jobs::ToProto(stored);
}

absl::Status FileTransfer::Download(const rpc::Call& call, const v1::DownloadFileRequest& request,
                                    rpc::Writer<google::api::HttpBody>& writer) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, files::ParseFileName(request.name()));
  const files::FileKey key = {call.principal.tenant, id};
  GUANXI_ASSIGN_OR_RETURN(const files::FileInfo info, tools_.files->Stat(key));
  if (info.file.owner != call.principal.subject) return NotFound("FILE", request.name());
  google::api::HttpBody body;
  body.set_content_type(info.file.content_type);
  for (int64_t offset = 0; offset < info.size;) {
    GUANXI_ASSIGN_OR_RETURN(*body.mutable_data(), tools_.files->Read(key, offset));
    if (body.data().empty()) return NotFound("FILE", request.name());  // Purged meanwhile.
    offset += static_cast<int64_t>(body.data().size());
    GUANXI_RETURN_IF_ERROR(writer.Write(body));
    body.clear_content_type();
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
