#include "analytics-svc/semantic/export_file.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_errors.h"
#include "analytics-svc/semantic/export_statement.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/tabular/record.h"

namespace guanxi::analytics {
namespace {

constexpr size_t kPiece = 64 << 10;

absl::Status CheckRequest(const v1::ExportQueryRequest& request) {
  Violations violations;
  if (!request.has_query()) violations.Add("query", "is required");
  if (request.query().total()) violations.Add("query.total", "is not for files");
  for (int i = 0; i < request.query().time_dimensions_size(); ++i) {
    if (request.query().time_dimensions(i).compare_date_ranges().empty()) continue;
    violations.Add(absl::StrCat("query.time_dimensions[", i, "].compare_date_ranges"),
                   "is not for files");
  }
  if (!v1::ExportQueryRequest::FileKind_IsValid(request.file_kind())) {
    violations.Add("file_kind", "is not known");
  }
  return violations.ToStatus();
}

class ExportSender : public rpc::Sender<google::api::HttpBody> {
 public:
  ExportSender(const ExportTools& tools, const Questioner* questioner, const rpc::Call& call,
               const v1::ExportQueryRequest& request)
      : tools_(tools), questioner_(questioner), call_(call), request_(request) {}
  ~ExportSender() override { Remove(); }

  absl::StatusOr<rpc::Sent<google::api::HttpBody>> Next() override {
    rpc::Sent<google::api::HttpBody> sent;
    sent.message.emplace();
    std::string start;
    if (!file_.is_open()) {
      GUANXI_ASSIGN_OR_RETURN(start, Open(&*sent.message));
    }
    std::string& data = *sent.message->mutable_data();
    data.resize(kPiece);
    file_.read(data.data(), static_cast<std::streamsize>(data.size()));
    data.resize(static_cast<size_t>(file_.gcount()));
    data.insert(0, start);
    if (file_.bad()) return absl::DataLossError("an export could not be read");
    sent.ends = file_.eof();
    return sent;
  }

 private:
  // Returns what the file begins with, before what the engine wrote.
  absl::StatusOr<std::string> Open(google::api::HttpBody* first) {
    GUANXI_RETURN_IF_ERROR(CheckRequest(request_));
    if (tools_.duck == nullptr) {
      return Error(absl::StatusCode::kFailedPrecondition, "EXPORT_NOT_AVAILABLE",
                   "the engine that answers here writes no files");
    }
    // One row more than may be tells that there are more.
    const auto compiled =
        questioner_->Compile(call_, request_.query(), tools_.most_rows + 1, tools_.most_rows);
    if (!compiled.ok()) return UnderPath("query", compiled.status());
    const bool is_parquet = request_.file_kind() == v1::ExportQueryRequest::PARQUET;
    const std::string name = tools_.ids->Next().ToString();
    path_ = absl::StrCat(tools_.folder, "/", name);
    const auto kind = is_parquet ? DuckDatabase::FileKind::kParquet : DuckDatabase::FileKind::kCsv;
    GUANXI_ASSIGN_OR_RETURN(const int64_t rows,
                            tools_.duck->WriteFile(ExportStatement(compiled->front(), kind),
                                                   call_.deadline, name, kind));
    if (rows > tools_.most_rows) return ResultTooLarge(tools_.most_rows);
    GUANXI_RETURN_IF_ERROR(tools_.record(call_));
    file_.open(path_, std::ios::binary);
    if (!file_.is_open()) return absl::DataLossError("an export is not where it was written");
    first->set_content_type(is_parquet ? "application/vnd.apache.parquet"
                                       : "text/csv; charset=utf-8");
    return is_parquet ? std::string() : std::string(tabular::kByteOrderMark);
  }

  void Remove() {
    if (path_.empty()) return;
    std::error_code error;
    std::filesystem::remove(path_, error);
    if (error) Log(Severity::kWarning, "analytics.export_left", {{"error", error.message()}});
  }

  const ExportTools tools_;
  const Questioner* const questioner_;
  const rpc::Call call_;
  const v1::ExportQueryRequest request_;
  std::string path_;
  std::ifstream file_;
};

}  // namespace

std::unique_ptr<rpc::Sender<google::api::HttpBody>> SendExport(
    const ExportTools& tools, const Questioner* questioner, const rpc::Call& call,
    const v1::ExportQueryRequest& request) {
  return std::make_unique<ExportSender>(tools, questioner, call, request);
}

}  // namespace guanxi::analytics
