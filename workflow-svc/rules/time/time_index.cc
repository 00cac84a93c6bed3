#include "workflow-svc/rules/time/time_index.h"

#include <algorithm>

#include "common/base/log.h"
#include "common/resource/resource_name.h"

namespace guanxi::workflow {

using metadata::v1::Change;

TimeIndex::TimeIndex(const std::vector<RulePtr>& rules) {
  for (const RulePtr& rule : rules) {
    auto bound = TimeRule::Bind(rule);
    const auto id = resource::ParseReference("automationRules", rule->rule().name());
    if (!bound.ok() || !id.ok()) {
      Log(Severity::kError, "rules.not_bound", {{"rule", rule->rule().name()}});
      continue;
    }
    if (*bound == nullptr) continue;
    const auto place = static_cast<uint32_t>(rules_.size());
    OfType& of_type = by_type_[rule->kind().type->singular()];
    of_type.all.push_back(place);
    for (const std::string& field : (*bound)->watched()) of_type.by_field[field].push_back(place);
    by_id_[*id] = place;
    rules_.push_back(*std::move(bound));
  }
}

std::vector<const TimeRule*> TimeIndex::Find(const EventKey& event) const {
  std::vector<const TimeRule*> found;
  const auto of_type = by_type_.find(event.resource_type);
  if (of_type == by_type_.end() || event.kind == Change::EMITTED) return found;
  const bool by_field = event.kind == Change::UPDATED || event.kind == Change::PROJECTED;
  Places places;
  if (!by_field) places = of_type->second.all;
  for (const absl::string_view field : event.changed_fields) {
    if (!by_field) break;
    const auto watching = of_type->second.by_field.find(field);
    if (watching == of_type->second.by_field.end()) continue;
    places.insert(places.end(), watching->second.begin(), watching->second.end());
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (const uint32_t place : places) found.push_back(rules_[place].get());
  return found;
}

const TimeRule* TimeIndex::ById(const Uuid& rule) const {
  const auto found = by_id_.find(rule);
  return found == by_id_.end() ? nullptr : rules_[found->second].get();
}

std::shared_ptr<const TimeIndex> TimeBook::Of(const Uuid& tenant,
                                              const std::shared_ptr<const RuleIndex>& rules) {
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(tenant);
    if (found != kept_.end() && found->second.rules == rules) return found->second.index;
  }
  auto index = std::make_shared<const TimeIndex>(rules->rules());
  MutexLock lock(&mutex_);
  if (kept_.size() >= kMaxTenants && !kept_.contains(tenant)) kept_.clear();
  kept_[tenant] = Kept{rules, index};
  return index;
}

}  // namespace guanxi::workflow
