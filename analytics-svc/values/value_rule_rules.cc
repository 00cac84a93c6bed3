#include "analytics-svc/values/value_rule_rules.h"

#include "analytics-svc/reports/class_tags.h"
#include "analytics-svc/reports/rfm_scores.h"
#include "common/resource/name_fields.h"

namespace guanxi::analytics {
namespace {

constexpr int kMinutesOfDay = 1440;

}  // namespace

void NormalizeValueRule(v1::ValueRule* rule) {
  for (v1::RfmClassTag& one : *rule->mutable_tags()) {
    one.set_tag(resource::CanonicalName(one.tag()));
  }
}

void CheckValueRule(const v1::ValueRule& next, Violations* violations) {
  if (next.definition().has_as_of()) {
    violations->Add("definition.as_of", "is the day on which customers are valued");
  }
  v1::RfmDefinition definition = next.definition();
  definition.clear_as_of();
  CheckRfmDefinition(definition, violations);
  TakeClassTags(next.tags(), violations);
  if (next.minute_of_day() < 0 || next.minute_of_day() >= kMinutesOfDay) {
    violations->Add("minute_of_day", "want 0 to 1439");
  }
}

}  // namespace guanxi::analytics
