#include "customer-svc/standing/standing_condition.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/filter/matcher.h"
#include "common/filter/truth.h"
#include "common/resource/list_plan.h"

namespace guanxi::customer {

absl::StatusOr<StandingCondition> StandingCondition::Compile(
    const resource::ResourceType& customers, const resource::CustomFields& custom,
    absl::string_view text) {
  // As lists read it.
  GUANXI_ASSIGN_OR_RETURN(const resource::ListSpec spec,
                          resource::MakeListSpec(customers, custom, text, ""));
  GUANXI_ASSIGN_OR_RETURN(filter::MessageMatcher matcher,
                          filter::MessageMatcher::Create(spec.filter, v1::Customer::descriptor()));
  StandingCondition condition(std::move(matcher), filter::Turns(spec.filter));
  for (const filter::FieldPtr& field : condition.turns_.fields()) {
    GUANXI_ASSIGN_OR_RETURN(filter::MessageField bound,
                            filter::MessageField::Bind(field, v1::Customer::descriptor()));
    condition.turning_.push_back(std::move(bound));
  }
  const filter::Matcher all(spec.filter);
  for (const filter::FieldPtr& field : all.fields()) {
    condition.fields_.insert(field->path.substr(0, field->path.find('.')));
  }
  return condition;
}

bool StandingCondition::Holds(const v1::Customer& customer, const filter::Moment& moment) const {
  return matcher_.Evaluate(customer, moment) == filter::Truth::kTrue;
}

std::optional<absl::Time> StandingCondition::NextTurn(const v1::Customer& customer,
                                                      const filter::Moment& moment) const {
  if (turns_.empty()) return std::nullopt;
  return turns_.Next(
      [&](size_t slot, filter::Values* values) { turning_[slot].Read(customer, values); }, moment);
}

}  // namespace guanxi::customer
