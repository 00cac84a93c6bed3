#include "analytics-svc/semantic/rollup.h"

#include <algorithm>
#include <utility>

#include "analytics-svc/semantic/model.h"

namespace guanxi::analytics {
namespace {

// Days as all of China has them. A question in a zone with other days goes to the facts.
constexpr Buckets kDays = {24 * 3600, 8 * 3600};
// For all zones whose offset is whole hours; pays where nobody has the rows, so that they are many
// to a group.
constexpr Buckets kHours = {3600, 0};

bool IsAmong(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Rollup> OfCustomers() {
  return {
      {"rollup_behavior_hours", "behavior", {"kind"}, "occur_time", kHours, {"count"}},
      {"rollup_behavior_days",
       "behavior",
       {"kind", "topic", "channel_state"},
       "occur_time",
       kDays,
       {"count"}},
      {"rollup_interaction_days",
       "interactions",
       {"owner_id", "department_id", "actor_id", "subject_type", "channel", "direction",
        "automatic"},
       "occur_time",
       kDays,
       {"count", "duration", "timed_count"}},
      {"rollup_order_days",
       "orders",
       {"owner_id", "department_id", "state", "currency", "base_currency", "order_date"},
       "",
       {},
       {"count", "cancelled_count", "amount", "priced_count", "unpriced_count"}},
  };
}

std::vector<Rollup> OfLeads() {
  const std::vector<std::string> won_and_lost = {
      "count",       "open_count", "won_count",   "lost_count",       "closed_count",  "amount",
      "open_amount", "won_amount", "lost_amount", "won_priced_count", "unpriced_count"};
  return {
      {"rollup_lead_days",
       "leads",
       {"owner_id", "department_id", "state", "source_id"},
       "create_time",
       kDays,
       {"count", "converted_count", "disqualified_count", "answered_count", "answer_time"}},
      {"rollup_opportunity_closed_days",
       "opportunities",
       {"owner_id", "department_id", "pipeline_id", "state", "currency", "base_currency"},
       "closed_time",
       kDays,
       won_and_lost},
      {"rollup_opportunity_created_days",
       "opportunities",
       {"owner_id", "department_id", "pipeline_id", "stage_id", "state", "currency",
        "base_currency"},
       "create_time",
       kDays,
       won_and_lost},
  };
}

}  // namespace

bool Rollup::HasColumn(absl::string_view column) const { return IsAmong(columns, column); }

bool Rollup::HasMeasure(absl::string_view measure) const { return IsAmong(measures, measure); }

const std::vector<const Rollup*>& Rollups() {
  static const auto* const rollups = [] {
    auto* all = new std::vector<const Rollup*>;
    for (auto make : {&OfCustomers, &OfLeads}) {
      for (Rollup& rollup : make()) all->push_back(new Rollup(std::move(rollup)));
    }
    return all;
  }();
  return *rollups;
}

std::vector<const Rollup*> RollupsOver(absl::string_view table) {
  std::vector<const Rollup*> over;
  for (const Rollup* rollup : Rollups()) {
    if (FindCube(rollup->cube)->table == table) over.push_back(rollup);
  }
  return over;
}

}  // namespace guanxi::analytics
