// What rules cost without a database: a condition, and an event against very many of them.
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bench/figure.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/rule_index.h"

namespace guanxi::bench {
namespace {

using customer::v1::Customer;
using workflow::RuleIndex;
using workflow::RulePtr;

constexpr char kCondition[] =
    "grade = VIP AND lifecycle_stage = DEAL AND last_follow_up_time < ago(\"15d\")";
constexpr int kRounds = 9;
constexpr int kEvaluations = 200'000;
constexpr double kMaxNanos = 200;
constexpr int kRules = 10'000;
constexpr int kEvents = 5'000;
constexpr double kMaxMillis = 1;
// Fields that rules name, so that about every fiftieth hears of an event.
constexpr int kValues = 50;

// A customer of whom each comparison must be looked at.
Customer Vip() {
  Customer customer;
  customer.set_grade(Customer::VIP);
  customer.set_lifecycle_stage(Customer::DEAL);
  *customer.mutable_last_follow_up_time() =
      google::protobuf::util::TimeUtil::SecondsToTimestamp(1'700'000'000);
  return customer;
}

void MeasureCondition() {
  const auto condition = workflow::Condition::FromText(workflow::CustomerKind(),
                                                       /*with_event=*/false, kCondition);
  if (!condition.ok()) std::abort();
  const Customer customer = Vip();
  const workflow::Facts facts{&customer, nullptr, nullptr, nullptr};
  filter::Moment moment;
  moment.now = absl::FromUnixSeconds(1'790'000'000);
  std::vector<double> nanos;
  for (int round = 0; round < kRounds; ++round) {
    const absl::Time begin = absl::Now();
    int held = 0;
    for (int i = 0; i < kEvaluations; ++i) {
      held += condition->Evaluate(facts, moment) == filter::Truth::kTrue ? 1 : 0;
    }
    if (held != kEvaluations) std::abort();
    nanos.push_back(absl::ToDoubleNanoseconds(absl::Now() - begin) / kEvaluations);
  }
  Print({"a rule's condition of three comparisons", Median(nanos), kMaxNanos, "ns", 1,
         /*less_is_better=*/true});
}

RulePtr RuleNumber(int number, const std::vector<std::string>& fields) {
  workflow::v1::AutomationRule rule;
  rule.set_name(absl::StrCat("automationRules/", 100'000 + number));
  rule.set_resource_type("guanxi.dev/Customer");
  auto* const record = rule.mutable_trigger()->mutable_record();
  record->add_kinds(workflow::v1::RecordTrigger::UPDATED);
  record->add_fields(fields[static_cast<size_t>(number) % fields.size()]);
  rule.set_fire_policy(workflow::v1::AutomationRule::EVERY_CHANGE);
  rule.set_condition(absl::StrCat(kCondition, " AND city = \"", number % kValues, "\""));
  rule.add_actions()->mutable_todo()->set_title("{{display_name}}");
  Violations violations;
  auto compiled = workflow::CompiledRule::Compile(rule, &violations);
  if (compiled == nullptr) std::abort();
  return compiled;
}

// Which of the rules hear of an update of one field, and what their conditions say.
void MeasureEvent() {
  const auto* const descriptor = Customer::descriptor();
  std::vector<std::string> fields;
  for (int i = 0; i < descriptor->field_count(); ++i) {
    fields.push_back(descriptor->field(i)->name());
  }
  std::vector<RulePtr> rules;
  for (int i = 0; i < kRules; ++i) rules.push_back(RuleNumber(i, fields));
  const RuleIndex index(std::move(rules));
  const Customer customer = Vip();
  const absl::flat_hash_set<std::string> changed = {"grade"};
  const workflow::Facts facts{&customer, &customer, &changed, nullptr};
  filter::Moment moment;
  moment.now = absl::FromUnixSeconds(1'790'000'000);
  std::vector<double> millis;
  for (int event = 0; event < kEvents; ++event) {
    const absl::Time begin = absl::Now();
    int held = 0;
    const std::string& field = fields[static_cast<size_t>(event) % fields.size()];
    for (const auto* rule : index.Find({"customer", metadata::v1::Change::UPDATED, {field}})) {
      held += rule->condition().Evaluate(facts, moment) == filter::Truth::kTrue ? 1 : 0;
    }
    if (held > kRules) std::abort();
    millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  Print({"p99 of an event against 10,000 rules", Percentile(millis, 0.99), kMaxMillis, "ms", 1,
         /*less_is_better=*/true});
}

}  // namespace
}  // namespace guanxi::bench

int main() {
  guanxi::bench::MeasureCondition();
  guanxi::bench::MeasureEvent();
}
