#include "customer-svc/transfer/transfer.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/files/file_upload.h"
#include "common/resource/checks.h"
#include "common/resource/list_query.h"
#include "common/text/charset.h"
#include "customer-svc/transfer/export_job.h"
#include "customer-svc/transfer/file_text.h"
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
                     v1::ImportCustomersRequest first, FileText* text) {
  bool more = true;
  for (v1::ImportCustomersRequest message = std::move(first); more;) {
    GUANXI_RETURN_IF_ERROR(text->Take(message.file().data()));
    GUANXI_ASSIGN_OR_RETURN(more, reader.Read(&message));
  }
  return text->Finish();
}

// What makes two imports the same: all that was asked, and the file.
std::string HashOf(const google::protobuf::Message& options, const std::string& file_hash) {
  return crypto::Sha256(options.SerializeAsString() + file_hash);
}

jobs::NewOperation ImportOperation(const Principal& principal,
                                   const v1::ImportCustomersRequest& options,
                                   const files::FileInfo& file, const transfer::Layout& layout,
                                   absl::Time now) {
  transfer::ImportJob job;
  *job.mutable_options() = options;
  job.mutable_options()->clear_request_id();
  job.set_file_id(std::string(file.file.key.id.bytes()));
  job.set_file_bytes(file.size);
  *job.mutable_layout() = layout;
  v1::ImportCustomersMetadata metadata;
  *metadata.mutable_create_time() = ToTimestamp(now);
  metadata.set_total_bytes(file.size);
  metadata.set_dry_run(options.dry_run());
  jobs::NewOperation operation;
  operation.kind = kImportKind;
  operation.principal = principal;
  operation.request_id = options.request_id();
  operation.request_hash = HashOf(job.options(), file.sha256);
  operation.request = job.SerializeAsString();
  operation.metadata = jobs::PackAny(metadata);
  return operation;
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
  GUANXI_ASSIGN_OR_RETURN(
      files::FileUpload upload,
      files::FileUpload::Begin(tools_.database, tools_.files, file, kMaxFileBytes));
  FileText text(&options, [&](absl::string_view part) { return upload.Write(part); });
  const absl::Status received = Receive(reader, std::move(first), &text);
  const absl::StatusOr<files::FileInfo> info =
      received.ok() ? upload.Finish() : absl::StatusOr<files::FileInfo>(received);
  if (!info.ok()) {
    tools_.files->Delete(file.key).IgnoreError();  // Else the purge does it.
    return info.status();
  }

  const jobs::NewOperation operation =
      ImportOperation(call.principal, options, *info, text.layout(), clock_->Now());
  const absl::StatusOr<jobs::Operation> stored = operations_->Create(operation);
  const std::string reason = Reason(stored.status());
  const bool repeated = stored.ok() && stored->request != operation.request;
  // Otherwise an operation may have been stored that needs the file.
  if (repeated || reason == "REQUEST_ID_REUSED" || reason == "TOO_MANY_OPERATIONS") {
    tools_.files->Delete(file.key).IgnoreError();
  }
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
  operation.request_hash = HashOf(job.options(), "");
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
