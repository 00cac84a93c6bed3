// Rules that act on time over a real database, beside a real customer-svc whose records they are
// about.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_TIME_TESTING_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_TIME_TESTING_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/service/services.h"
#include "common/timers/runner.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "workflow-svc/rules/rule_part.h"
#include "workflow-svc/rules/time/time_part.h"
#include "workflow-svc/test_service.h"

namespace guanxi::workflow {

class RuleTimeTest : public ::testing::Test {
 protected:
  RuleTimeTest();

  // The owner of the rules, who sees everything.
  rpc::Call call() const { return service_.call(); }
  absl::Time now() { return service_.clock.Now(); }

  // `text`: trigger, condition and the like, as a text message. Its action is a to-do. The name.
  std::string CreateRule(const std::string& text);
  void Enable(const std::string& rule);
  std::string CreateEnabled(const std::string& text);
  void Pause(const std::string& rule);

  // The customer as it is stored; nobody has heard of it.
  customer::v1::Customer Create(const customer::v1::Customer& customer);
  customer::v1::Customer Update(const customer::v1::Customer& customer, const std::string& mask);
  // Tells of a change of top-level fields; of none: that it was made.
  void Hear(const customer::v1::Customer& before, const customer::v1::Customer& after,
            const std::vector<std::string>& changed);
  void HearOfNew(const customer::v1::Customer& customer);
  void HearOfDeletion(const customer::v1::Customer& customer);

  // Has all fire that is due, after the clocks have moved on.
  void Run(absl::Duration by = absl::ZeroDuration());
  std::unique_ptr<timers::Runner> NewRunner(const timers::Runner::Options& options);

  int64_t Number(const std::string& sql) const { return service_.Number(sql); }
  int64_t Firings() const { return Number("SELECT COUNT(*) FROM rule_queue"); }
  int64_t Timers(const std::string& kind) const {
    return Number("SELECT COUNT(*) FROM timers WHERE kind = '" + kind + "'");
  }
  // How many executions have the reason.
  int64_t NotFired(v1::RuleExecution::Reason reason);

  TestService service_;
  UuidSource ids_;
  // Users for whom the gateway gives no token.
  std::set<std::string> refused_;
  std::unique_ptr<RulePart> rules_;
  std::unique_ptr<TimePart> time_;
  service::Services made_;
  std::unique_ptr<timers::Runner> runner_;

 private:
  void Tell(const customer::v1::Customer& before, const customer::v1::Customer& after,
            const std::vector<std::string>& changed, metadata::v1::Change::Kind kind);

  int64_t position_ = 0;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_RULE_TIME_TESTING_H_
