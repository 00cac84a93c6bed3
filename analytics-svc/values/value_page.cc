#include "analytics-svc/values/value_page.h"

#include <algorithm>
#include <utility>

#include "analytics-svc/reports/rfm_scores.h"
#include "analytics-svc/values/value_runs.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

absl::StatusOr<v1::ValuedCustomer> ToProto(const ReportCall& call, const ScoredCustomer& one) {
  v1::ValuedCustomer customer;
  customer.set_customer_id(std::string(one.customer.bytes()));
  customer.set_value_class(one.value_class);
  customer.set_recency_score(one.scores.recency);
  customer.set_frequency_score(one.scores.frequency);
  customer.set_amount_score(one.scores.amount);
  GUANXI_ASSIGN_OR_RETURN(*customer.mutable_amount(), call.MoneyOf(one.values.amount));
  return customer;
}

std::vector<v1::ValuedCustomers> FactsOf(std::vector<v1::ValuedCustomer> customers,
                                         const v1::ValueRule& rule, absl::CivilDay day) {
  std::vector<v1::ValuedCustomers> facts;
  for (v1::ValuedCustomer& one : customers) {
    if (facts.empty() || facts.back().customers_size() == kValuedAtOnce) {
      v1::ValuedCustomers& fact = facts.emplace_back();
      *fact.mutable_day() = rules::DateOf(day);
      *fact.mutable_tags() = rule.tags();
    }
    *facts.back().add_customers() = std::move(one);
  }
  return facts;
}

}  // namespace

absl::StatusOr<ValuePage> ReadValuePage(const ReportCall& call, const v1::ValueRule& rule,
                                        absl::CivilDay day, const Uuid& after, int size) {
  v1::RfmDefinition definition = rule.definition();
  *definition.mutable_as_of() = rules::DateOf(day);
  Violations violations;
  GUANXI_ASSIGN_OR_RETURN(const RfmRule rfm, TakeRfmRule(call, definition, &violations));
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  std::vector<v1::ValuedCustomer> all;
  GUANXI_ASSIGN_OR_RETURN(const ScoredCustomers scored,
                          ReadRfm(call, rfm, RecordFilter(), "", "", [&](const NonBuyer& one) {
                            if (!(after < one.customer)) return;
                            all.emplace_back().set_customer_id(std::string(one.customer.bytes()));
                          }));
  for (const ScoredCustomer& one : scored.buyers) {
    if (!(after < one.customer)) continue;
    GUANXI_ASSIGN_OR_RETURN(all.emplace_back(), ToProto(call, one));
  }
  std::sort(all.begin(), all.end(), [](const v1::ValuedCustomer& a, const v1::ValuedCustomer& b) {
    return a.customer_id() < b.customer_id();
  });
  ValuePage page;
  if (all.size() > static_cast<size_t>(size)) {
    all.resize(static_cast<size_t>(size));
    GUANXI_ASSIGN_OR_RETURN(page.last, Uuid::FromBytes(all.back().customer_id()));
  }
  page.facts = FactsOf(std::move(all), rule, day);
  return page;
}

}  // namespace guanxi::analytics
