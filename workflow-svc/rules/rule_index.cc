#include "workflow-svc/rules/rule_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace guanxi::workflow {
namespace {

using metadata::v1::Change;
using v1::RecordTrigger;

bool GoesBefore(const RulePtr& a, const RulePtr& b) {
  const int more = a->rule().priority(), less = b->rule().priority();
  return more != less ? more > less : a->rule().name() < b->rule().name();
}

Change::Kind KindOf(int trigger) {
  switch (trigger) {
    case RecordTrigger::CREATED:
      return Change::CREATED;
    case RecordTrigger::UPDATED:
      return Change::UPDATED;
    case RecordTrigger::DELETED:
      return Change::DELETED;
    case RecordTrigger::UNDELETED:
      return Change::UNDELETED;
    default:
      return Change::KIND_UNSPECIFIED;
  }
}

}  // namespace

std::string RuleIndex::KeyOf(absl::string_view type, int kind) {
  return absl::StrCat(type, "/", kind);
}

RuleIndex::RuleIndex(std::vector<RulePtr> rules) : rules_(std::move(rules)) {
  std::sort(rules_.begin(), rules_.end(), GoesBefore);
  for (uint32_t place = 0; place < rules_.size(); ++place) {
    by_name_[rules_[place]->rule().name()] = place;
    Add(*rules_[place], place);
  }
}

void RuleIndex::Add(const CompiledRule& rule, uint32_t place) {
  const RecordTrigger* const events = rule.events();
  if (events == nullptr) return;
  const std::string& type = rule.kind().type->singular();
  for (const int trigger : events->kinds()) {
    const Change::Kind kind = KindOf(trigger);
    if (kind != Change::UPDATED || events->fields().empty()) {
      by_kind_[KeyOf(type, kind)].always.push_back(place);
      continue;
    }
    for (const std::string& field : events->fields()) {
      const std::string top = field.substr(0, field.find('.'));
      // What follows from other records is heard by who names it, and by nobody else.
      for (const Change::Kind heard : {Change::UPDATED, Change::PROJECTED}) {
        Places& places = by_kind_[KeyOf(type, heard)].by_field[top];
        if (places.empty() || places.back() != place) places.push_back(place);
      }
    }
  }
}

std::vector<const CompiledRule*> RuleIndex::Find(const EventKey& event) const {
  std::vector<const CompiledRule*> found;
  const auto of_kind = by_kind_.find(KeyOf(event.resource_type, event.kind));
  if (of_kind == by_kind_.end()) return found;
  Places places = of_kind->second.always;
  for (const absl::string_view field : event.changed_fields) {
    const auto by_field = of_kind->second.by_field.find(field);
    if (by_field == of_kind->second.by_field.end()) continue;
    places.insert(places.end(), by_field->second.begin(), by_field->second.end());
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  found.reserve(places.size());
  for (const uint32_t place : places) found.push_back(rules_[place].get());
  return found;
}

RulePtr RuleIndex::ByName(absl::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : rules_[found->second];
}

}  // namespace guanxi::workflow
