#include "analytics-svc/boards/day_report_service.h"

#include <optional>
#include <string>
#include <vector>

#include "analytics-svc/boards/attainment.h"
#include "analytics-svc/boards/day_report.h"
#include "analytics-svc/semantic/answer.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/moment.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

// The figure of an answer with one measure.
std::optional<std::string> FigureOf(const Answered& answered) {
  if (answered.result.rows() == 0) return std::nullopt;
  const auto text = ValueText(answered.compiled, answered.result, /*row=*/0, /*column=*/0);
  return text.has_value() ? DecimalOf(*text) : std::nullopt;
}

v1::DayFigure ToFigure(const std::vector<Answered>& answers, const std::string& language) {
  v1::DayFigure figure;
  const v1::QueryColumn column = ColumnToProto(answers[0].compiled.columns[0], language);
  figure.set_measure(column.member());
  figure.set_title(column.title());
  figure.set_unit(column.unit());
  if (const auto value = FigureOf(answers[0])) figure.mutable_value()->set_value(*value);
  if (const auto before = FigureOf(answers[1])) figure.mutable_day_before()->set_value(*before);
  return figure;
}

absl::Status Validate(const v1::GetDayReportRequest& request, const std::string& language) {
  Violations violations;
  if (request.has_date()) rules::CheckWholeDate("date", request.date(), &violations);
  if (language != "zh" && language != "en") violations.Add("language", "`zh` or `en`");
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<v1::DayReport> DayReportServiceImpl::GetDayReport(
    const rpc::Call& call, const v1::GetDayReportRequest& request) {
  const std::string language = request.language().empty() ? "zh" : request.language();
  GUANXI_RETURN_IF_ERROR(Validate(request, language));
  const absl::CivilDay day = request.has_date()
                                 ? rules::DayOf(request.date())
                                 : environment_->MomentOf(call.principal.tenant).Today();
  v1::DayReport report;
  *report.mutable_date() = rules::DateOf(day);
  report.set_title(DayTitle(day, language));
  for (const v1::Query& question : DayQuestions(day, language)) {
    const auto answers = questioner_->Ask(call, question);
    // What he may not see is not his to be told of.
    if (absl::IsPermissionDenied(answers.status())) continue;
    GUANXI_RETURN_IF_ERROR(answers.status());
    if (answers->size() != 2) return absl::InternalError("a day has one answer, and one before");
    *report.add_figures() = ToFigure(*answers, language);
  }
  report.set_text(DayText(report, language));
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), watermark_of_(call));
  return report;
}

}  // namespace guanxi::analytics
