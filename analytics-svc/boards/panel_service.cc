#include "analytics-svc/boards/panel_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/boards/panel_question.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/field_rights.h"

namespace guanxi::analytics {
namespace {

constexpr char kReadFigures[] = "analytics.read";

absl::Status CheckReadsFigures(const rpc::Call& call) {
  const auto& rights = call.principal.rights;
  const bool reads =
      rights != nullptr && rights->ScopeOf(kReadFigures) != access::v1::DATA_SCOPE_UNSPECIFIED;
  if (reads) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED", "it needs analytics.read",
               {{"permission", kReadFigures}});
}

// What is wrong with what the panel asks is not the caller's mistake: his request names the panel
// alone.
absl::Status NotDrawn(const v1::Dashboard& dashboard, const absl::Status& status) {
  const auto violations = FieldViolations(status);
  if (violations.empty()) return status;
  return FailedPrecondition(
      "PANEL_NOT_DRAWN", dashboard.name(),
      absl::StrCat(violations.front().path, ": ", violations.front().description));
}

}  // namespace

absl::StatusOr<google::api::HttpBody> DrawPanelOf(const ChartServiceImpl& charts,
                                                  const rpc::Call& call,
                                                  const v1::Dashboard& dashboard,
                                                  const v1::DrawPanelRequest& request) {
  const auto& panels = dashboard.panels();
  const auto panel = std::find_if(panels.begin(), panels.end(),
                                  [&](const auto& one) { return one.key() == request.panel(); });
  if (panel == panels.end()) return InvalidField("panel", "want the key of a panel of it");
  GUANXI_RETURN_IF_ERROR(CheckReadsFigures(call));
  auto asked = AskedBy(*panel);
  if (!asked.ok()) return NotDrawn(dashboard, asked.status());
  asked->set_language(request.language());
  asked->set_width(request.width());
  *asked->mutable_labels() = request.labels();
  GUANXI_ASSIGN_OR_RETURN(ChartStyle style, TakeStyle(*asked));
  style.title = panel->title();
  style.chart = panel->chart();
  auto picture = charts.Draw(call, *asked, style);
  if (!picture.ok()) return NotDrawn(dashboard, picture.status());
  return picture;
}

absl::StatusOr<google::api::HttpBody> DashboardServiceImpl::DrawPanel(
    const rpc::Call& call, const v1::DrawPanelRequest& request) {
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(type_, call.principal, {"panels"}));
  v1::GetDashboardRequest get;
  get.set_name(request.name());
  GUANXI_ASSIGN_OR_RETURN(const v1::Dashboard dashboard, dashboards_.Get<v1::Dashboard>(call, get));
  if (dashboard.has_delete_time()) return NotFound("DASHBOARD", dashboard.name());
  return DrawPanelOf(*charts_, call, dashboard, request);
}

}  // namespace guanxi::analytics
