// Once a day: what customers are worth, told to customer-svc.
//
// A run is a timer that fires again and again, a page of customers each time: the page is scored
// before the transaction, which then emits the facts (ValuedCustomers) about the rule and arms the
// timer for the next page, or for the next day. So whoever dies in the middle goes on where the
// facts end. Nothing is kept of a run but its place, in the timer's payload.
#ifndef GUANXI_ANALYTICS_SVC_VALUES_VALUE_RUNS_H_
#define GUANXI_ANALYTICS_SVC_VALUES_VALUE_RUNS_H_

#include <vector>

#include "analytics-svc/reports/report_context.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"

namespace guanxi::analytics {

// The name of the fact, in events of kind EMITTED.
inline constexpr char kValuedFact[] = "value_rule.valued";
// Customers of one fact: with all that is said of them it is carried along with its event.
inline constexpr int kValuedAtOnce = 100;

// What it stands on. Nothing is owned but the context's functions.
struct ValueParts {
  const resource::Engine* engine = nullptr;
  const resource::Resource* rules = nullptr;
  timers::Timers* timers = nullptr;
  ReportContext reports;
  // Customers of one page; at most 100 facts fit into a transaction.
  int page = 10'000;
};

// The kind of kValueTimer. What keeps facts from being read has the timer fire again; a rule that
// the company's currency has left behind values nobody that day, and says so in the log.
timers::Kind ValueRunKind(ValueParts parts);

// The statements, for the linter.
std::vector<db::Query> ValueRunQueries();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_VALUES_VALUE_RUNS_H_
