#include "customer-svc/transfer/export_job.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"
#include "common/resource/reader.h"
#include "common/rpc/call.h"
#include "common/tabular/csv_writer.h"
#include "customer-svc/transfer/columns.h"
#include "customer-svc/transfer/state.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

constexpr int kPageSize = 500;
constexpr absl::Duration kPageTime = absl::Seconds(60);

class Export {
 public:
  Export(const TransferTools& tools, jobs::Job& job)
      : tools_(tools),
        job_(job),
        reader_(tools.engine, tools.customers, nullptr, /*lasting_tokens=*/true) {
    request_.ParseFromString(job.request());
    checkpoint_.ParseFromString(job.checkpoint());
    file_.key = {job.principal().tenant, DeriveUuid("guanxi.export", job.id().ToString())};
    file_.owner = job.principal().subject;
    file_.file_name = IsJson() ? "customers.jsonl" : "customers.csv";
    file_.content_type = IsJson() ? "application/jsonl" : "text/csv; charset=utf-8";
    file_.result_of = job.id();
  }

  Response Run() {
    while (!checkpoint_.last_page_done()) {
      GUANXI_RETURN_IF_ERROR(job_.Continue());
      GUANXI_RETURN_IF_ERROR(Step());
    }
    return Complete();
  }

 private:
  bool IsJson() const { return request_.options().format() == v1::JSON_LINES; }

  // A file holds what is seen by one set of rights: by it is decided who may have it.
  absl::Status CheckSight(std::string* sight) const {
    *sight = ExportSight(tools_.customers->type(), job_.principal());
    if (checkpoint_.sight().empty() || checkpoint_.sight() == *sight) return absl::OkStatus();
    return Error(absl::StatusCode::kFailedPrecondition, "RIGHTS_CHANGED",
                 "what the caller sees of customers changed while they were exported");
  }

  absl::Status Step() {
    std::string sight;
    GUANXI_RETURN_IF_ERROR(CheckSight(&sight));
    GUANXI_ASSIGN_OR_RETURN(const v1::ListCustomersResponse page, ReadPage());
    GUANXI_RETURN_IF_ERROR(CountOut(page.customers_size()));
    GUANXI_ASSIGN_OR_RETURN(const std::string text, Format(page));
    transfer::ExportCheckpoint next = checkpoint_;
    next.set_sight(sight);
    next.set_page_token(page.next_page_token());
    next.set_last_page_done(page.next_page_token().empty());
    next.set_rows(checkpoint_.rows() + page.customers_size());
    next.set_bytes(checkpoint_.bytes() + static_cast<int64_t>(text.size()));
    GUANXI_RETURN_IF_ERROR(
        tools_.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          if (checkpoint_.page_token().empty()) {
            GUANXI_RETURN_IF_ERROR(tools_.files->Create(tx, file_));
          }
          GUANXI_RETURN_IF_ERROR(tools_.files->Append(tx, file_.key, checkpoint_.bytes(), text));
          return job_.Save(tx, next, Metadata(next));
        }));
    checkpoint_ = std::move(next);
    return absl::OkStatus();
  }

  // The way by which clients list: what they may not see is not in the file.
  absl::StatusOr<v1::ListCustomersResponse> ReadPage() const {
    rpc::Call call;
    call.principal = job_.principal();
    call.method = kExportKind;
    call.deadline = absl::Now() + kPageTime;
    call.lane = rpc::Lane::kJob;
    v1::ListCustomersRequest request;
    request.set_filter(request_.options().filter());
    request.set_order_by("create_time");
    request.set_page_size(kPageSize);
    request.set_page_token(checkpoint_.page_token());
    v1::ListCustomersResponse response;
    const absl::Status listed = reader_.List(call, request, &response);
    // Is over when the hour is: whoever asked is told, rather than that it goes on then.
    if (Reason(listed) == "LOOKUP_LIMIT") {
      return Error(absl::StatusCode::kFailedPrecondition, "LOOKUP_LIMIT", listed.message());
    }
    GUANXI_RETURN_IF_ERROR(listed);
    policy::PresentAnswer(*call.principal.rights, &response);
    return response;
  }

  // Before anything of it is in the file: a worker that dies in between counts the page again.
  absl::Status CountOut(int64_t customers) const {
    if (tools_.access == nullptr) return absl::OkStatus();
    const Principal& principal = job_.principal();
    const std::string& request = request_.options().data_access_request();
    return request.empty() ? tools_.access->Count(principal, {db::Lane::kJob}, customers)
                           : tools_.access->Use(principal, {db::Lane::kJob}, request, customers);
  }

  absl::StatusOr<std::string> Format(const v1::ListCustomersResponse& page) const {
    std::string text;
    if (!IsJson() && checkpoint_.bytes() == 0) text = ExportHeader();
    for (const v1::Customer& customer : page.customers()) {
      if (IsJson()) {
        std::string line;
        // A file without it would pass for whole.
        if (!google::protobuf::util::MessageToJsonString(customer, &line).ok()) {
          return absl::InternalError(absl::StrCat(customer.name(), " has no JSON form"));
        }
        text += line + "\n";
        continue;
      }
      std::vector<std::string> fields;
      for (const Column& column : ExportColumns()) fields.push_back(column.Get(customer));
      tabular::AppendCsvRow(fields, &text);
    }
    return text;
  }

  v1::ExportCustomersMetadata Metadata(const transfer::ExportCheckpoint& checkpoint) const {
    v1::ExportCustomersMetadata metadata;
    *metadata.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
        absl::ToUnixMicros(job_.create_time()));
    metadata.set_rows(checkpoint.rows());
    return metadata;
  }

  Response Complete() {
    GUANXI_RETURN_IF_ERROR(
        tools_.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_RETURN_IF_ERROR(tools_.files->Finish(tx, file_.key));
          return job_.Save(tx, checkpoint_, Metadata(checkpoint_));
        }));
    auto response = std::make_unique<v1::ExportCustomersResponse>();
    response->set_file(files::MakeFileName(file_.key.id));
    response->set_file_bytes(checkpoint_.bytes());
    response->set_rows(checkpoint_.rows());
    return response;
  }

  const TransferTools tools_;
  jobs::Job& job_;
  const resource::Reader reader_;
  transfer::ExportJob request_;
  transfer::ExportCheckpoint checkpoint_;
  files::NewFile file_;
};

}  // namespace

std::string ExportSight(const resource::ResourceType& customers, const Principal& principal) {
  const policy::Rights& rights = *principal.rights;
  const access::v1::DataScope scope = rights.ScopeOf(kExportKind);
  std::string text = absl::StrCat(access::v1::DataScope_Name(scope), "\n");
  // Of all that there is nothing else is asked.
  if (scope != access::v1::ALL) {
    for (const auto ids : {rights.DepartmentsIn(scope), rights.memberships()}) {
      for (const Uuid& id : ids) absl::StrAppend(&text, id.ToString(), "\n");
      absl::StrAppend(&text, "\n");
    }
  }
  const auto view = resource::ViewOf(customers, principal);
  if (view != nullptr) absl::StrAppend(&text, view->Text());
  return crypto::Sha256(text);
}

jobs::Handler ExportHandler(const TransferTools& tools) {
  return [tools](jobs::Job& job) { return Export(tools, job).Run(); };
}

}  // namespace guanxi::customer
