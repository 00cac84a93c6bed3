// Day reports, asked for where figures are: in analytics-svc.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_CLIENT_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_CLIENT_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/base/uuid.h"

namespace guanxi::workflow {

// A token for work on behalf of `users/{uuid}` (ServiceAccount::TokenFor).
using TokenOfUser =
    std::function<absl::StatusOr<std::string>(const Uuid& tenant, absl::string_view user)>;

// A report as one person may see it.
struct DayReportText {
  std::string title;    // `销售日报 2026-11-30`
  std::string figures;  // a line each
};

// Asks for what a day has brought, in figures of what `users/{uuid}` may see, in `zh` or `en`.
// Nothing: he may see none of the figures, or nobody can act for him. Errors: those that pass, as
// UNAVAILABLE of a service that does not answer.
using AskDayReport = std::function<absl::StatusOr<std::optional<DayReportText>>(
    const Uuid& tenant, const std::string& user, absl::CivilDay day, absl::string_view language)>;

// By DayReportService.GetDayReport at a gRPC target, as the person, within 8 s; "": nobody answers.
AskDayReport AskDayReportAt(const std::string& target, TokenOfUser token_of);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_DAY_REPORT_CLIENT_H_
