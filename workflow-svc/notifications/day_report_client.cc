#include "workflow-svc/notifications/day_report_client.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rules/values.h"
#include "guanxi/analytics/v1/day_report_service.grpc.pb.h"

namespace guanxi::workflow {
namespace {

using analytics::v1::DayReport;
using analytics::v1::DayReportService;
using analytics::v1::GetDayReportRequest;

constexpr absl::Duration kTimeout = absl::Seconds(8);

using Asked = absl::StatusOr<std::optional<DayReportText>>;

// What is refused for good is not asked for again: that he may not, that he has left.
Asked Refused(const absl::Status& status) {
  if (IsPassing(status)) return status;
  Log(Severity::kInfo, "day_report.refused",
      {{"code", absl::StatusCodeToString(status.code())}, {"reason", Reason(status)}});
  return std::optional<DayReportText>();
}

}  // namespace

AskDayReport AskDayReportAt(const std::string& target, TokenOfUser token_of) {
  if (target.empty()) {
    return [](const Uuid&, const std::string&, absl::CivilDay, absl::string_view) -> Asked {
      return Unavailable("ANALYTICS_SVC_DOWN", "there is no analytics-svc to be asked");
    };
  }
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(DayReportService::service_full_name())};
  const std::shared_ptr<DayReportService::Stub> stub =
      DayReportService::NewStub(rpc::NewChannel(options));
  return [stub, token_of = std::move(token_of)](const Uuid& tenant, const std::string& user,
                                                absl::CivilDay day,
                                                absl::string_view language) -> Asked {
    const auto token = token_of(tenant, user);
    if (!token.ok()) return Refused(token.status());
    GetDayReportRequest request;
    *request.mutable_date() = rules::DateOf(day);
    request.set_language(std::string(language));
    grpc::ClientContext context;
    rpc::Prepare(kTimeout, *token, &context);
    DayReport report;
    const absl::Status status = FromGrpcStatus(stub->GetDayReport(&context, request, &report));
    if (!status.ok()) return Refused(status);
    if (report.figures().empty()) return std::optional<DayReportText>();
    // The text begins with the title, which a notification has apart.
    const absl::string_view figures =
        absl::StripPrefix(report.text(), absl::StrCat(report.title(), "\n"));
    return DayReportText{report.title(), std::string(figures)};
  };
}

}  // namespace guanxi::workflow
