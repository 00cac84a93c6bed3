#include "analytics-svc/boards/board_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "analytics-svc/boards/panel_question.h"
#include "common/money/amount.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

constexpr int kGridColumns = 24;
constexpr int kMaxCells = 1000;
constexpr int kMaxYears = 10;

// Below 10^15, of up to nine places.
money::Bounds GoalBounds() {
  const money::Int most = money::PowerOfTen(15 + money::kMaxPlaces) - 1;
  return {money::kMaxPlaces, -most, most};
}

bool IsWord(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

void CheckCells(const std::string& path, const v1::DashboardPanel& panel, Violations* violations) {
  if (panel.column() < 0 || panel.column() >= kGridColumns) {
    violations->Add(path + "column", "0 to 23");
  }
  if (panel.width() < 0 || panel.column() + panel.width() > kGridColumns) {
    violations->Add(path + "width", "not negative, and within 24 columns");
  }
  const std::pair<const char*, int> rows[] = {{"row", panel.row()}, {"height", panel.height()}};
  for (const auto& [field, value] : rows) {
    if (value < 0 || value > kMaxCells) violations->Add(path + field, "0 to 1000");
  }
}

// What is asked must be something that can be drawn.
void CheckAsked(const std::string& path, const v1::DashboardPanel& panel, Violations* violations) {
  if (panel.query().empty() == panel.report().empty()) {
    violations->Add(path + ".query", "either this or `report` must be set");
  } else if (const auto asked = AskedBy(panel); !asked.ok()) {
    violations->AddAll(path, asked.status());
  }
  if (panel.report().empty() && !panel.report_request().empty()) {
    violations->Add(path + ".report_request", "only with `report`");
  }
  if (panel.chart() == v1::DashboardPanel::MAP && panel.report() != "ComputeRfm") {
    violations->Add(path + ".chart", "MAP is of the report ComputeRfm alone");
  }
}

void CheckPanel(const std::string& path, const v1::DashboardPanel& panel, Violations* violations) {
  // That key and chart are there the engine sees to.
  if (!panel.key().empty() && !IsWord(panel.key())) {
    violations->Add(path + ".key", "of a-z, 0-9 and _");
  }
  CheckAsked(path, panel, violations);
  CheckCells(path + ".", panel, violations);
}

}  // namespace

bool IsMember(absl::string_view text) {
  const size_t point = text.find('.');
  return point != absl::string_view::npos && IsWord(text.substr(0, point)) &&
         IsWord(text.substr(point + 1));
}

void NormalizeTarget(v1::Target* target, Violations* violations) {
  rules::NormalizeLine("display_name", target->mutable_display_name(), violations);
  rules::NormalizeNote(target->mutable_note());
  if (target->has_goal()) {
    money::TakeDecimal("goal", GoalBounds(), target->mutable_goal(), violations);
  }
  if (target->has_baseline()) {
    money::TakeDecimal("baseline", GoalBounds(), target->mutable_baseline(), violations);
  }
}

void CheckTarget(const v1::Target& target, Violations* violations) {
  for (const auto& [path, member] :
       {std::pair<const char*, const std::string&>{"measure", target.measure()},
        {"time_dimension", target.time_dimension()}}) {
    if (!member.empty() && !IsMember(member)) violations->Add(path, "`{cube}.{member}`");
  }
  Violations dates;
  rules::CheckWholeDate("start_date", target.start_date(), &dates);
  rules::CheckWholeDate("end_date", target.end_date(), &dates);
  if (!dates.empty()) {
    if (target.has_start_date()) {
      rules::CheckWholeDate("start_date", target.start_date(), violations);
    }
    if (target.has_end_date()) rules::CheckWholeDate("end_date", target.end_date(), violations);
  } else {
    const absl::CivilDay start = rules::DayOf(target.start_date());
    const absl::CivilDay end = rules::DayOf(target.end_date());
    if (end < start) violations->Add("end_date", "not before `start_date`");
    if (end.year() - start.year() > kMaxYears) {
      violations->Add("end_date", "at most ten years after `start_date`");
    }
  }
  if (target.has_goal() && money::ScaledOf(target.goal(), money::kMaxPlaces) ==
                               money::ScaledOf(target.baseline(), money::kMaxPlaces)) {
    violations->Add("goal", "another number than `baseline`");
  }
}

void NormalizeDashboard(v1::Dashboard* dashboard, Violations* violations) {
  rules::NormalizeLine("display_name", dashboard->mutable_display_name(), violations);
  rules::NormalizeNote(dashboard->mutable_description());
  for (int i = 0; i < dashboard->panels_size(); ++i) {
    rules::NormalizeLine(absl::StrCat("panels[", i, "].title"),
                         dashboard->mutable_panels(i)->mutable_title(), violations);
  }
}

void CheckDashboard(const v1::Dashboard& dashboard, Violations* violations) {
  std::set<std::string> keys;
  for (int i = 0; i < dashboard.panels_size(); ++i) {
    const std::string path = absl::StrCat("panels[", i, "]");
    CheckPanel(path, dashboard.panels(i), violations);
    if (!keys.insert(dashboard.panels(i).key()).second) {
      violations->Add(path + ".key", "each once");
    }
  }
}

}  // namespace guanxi::analytics
