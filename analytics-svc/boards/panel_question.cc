#include "analytics-svc/boards/panel_question.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/cube_request.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/text/json_check.h"
#include "google/protobuf/util/json_util.h"

namespace guanxi::analytics {
namespace {

using google::protobuf::FieldDescriptor;

// The field of what is drawn that has the request of the report; null: there is none of that name.
const FieldDescriptor* FieldOf(const std::string& report) {
  const auto* const drawn = v1::DrawReportRequest::descriptor()->FindOneofByName("report");
  for (int i = 0; i < drawn->field_count(); ++i) {
    const FieldDescriptor* const field = drawn->field(i);
    const bool is_question = field->message_type() == v1::RunQueryRequest::descriptor();
    if (!is_question && field->message_type()->name() == report + "Request") return field;
  }
  return nullptr;
}

absl::Status ReadRequest(const std::string& json, google::protobuf::Message* request) {
  constexpr char kPath[] = "report_request";
  text::JsonLimits limits;
  limits.either_case = true;
  if (const absl::Status checked = text::CheckJson(json, limits); !checked.ok()) {
    return InvalidField(kPath, checked.message());
  }
  const auto read = google::protobuf::util::JsonStringToMessage(json, request);
  if (read.ok()) return absl::OkStatus();
  return InvalidField(
      kPath, absl::StrCat("no ", request->GetDescriptor()->name(), ": ",
                          absl::string_view(read.message().data(), read.message().size())));
}

}  // namespace

absl::StatusOr<v1::DrawReportRequest> AskedBy(const v1::DashboardPanel& panel) {
  v1::DrawReportRequest asked;
  if (panel.report().empty()) {
    GUANXI_ASSIGN_OR_RETURN(*asked.mutable_query()->mutable_query(), ReadCubeQuery(panel.query()));
    return asked;
  }
  const FieldDescriptor* const field = FieldOf(panel.report());
  if (field == nullptr) return InvalidField("report", "want the name of a method of ReportService");
  auto* const request = asked.GetReflection()->MutableMessage(&asked, field);
  if (panel.report_request().empty()) return asked;
  GUANXI_RETURN_IF_ERROR(ReadRequest(panel.report_request(), request));
  return asked;
}

}  // namespace guanxi::analytics
