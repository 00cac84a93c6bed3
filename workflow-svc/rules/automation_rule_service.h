// The custom methods of guanxi.workflow.v1.AutomationRuleService.
#ifndef GUANXI_WORKFLOW_SVC_RULES_AUTOMATION_RULE_SERVICE_H_
#define GUANXI_WORKFLOW_SVC_RULES_AUTOMATION_RULE_SERVICE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/db/database.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "guanxi/workflow/v1/automation_rule_service.adapter.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/custom_field_book.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_looks.h"

namespace guanxi::workflow {

// What it stands on. Nothing is owned.
struct RuleServiceParts {
  const resource::Engine* engine = nullptr;
  const resource::Catalog* catalog = nullptr;
  const resource::Resource* rules = nullptr;
  const RecordAccess* access = nullptr;
  const RuleLooks* looks = nullptr;
  RuleLooks::MomentOf moment_of;
  CustomFieldBook* custom_fields = nullptr;  // null: no condition may read custom fields
};

// Documented in the proto. Thread-safe.
class AutomationRuleServiceImpl : public v1::AutomationRuleServiceMethods {
 public:
  using Backtest = std::function<absl::StatusOr<google::longrunning::Operation>(
      const rpc::Call&, const v1::BacktestAutomationRuleRequest&)>;

  explicit AutomationRuleServiceImpl(RuleServiceParts parts) : parts_(std::move(parts)) {}

  using ReadBacktest = std::function<absl::StatusOr<google::longrunning::Operation>(
      const rpc::Call&, const v1::GetRuleBacktestRequest&)>;

  // Before the first call: who reads all records, and says how far that is.
  void SetBacktest(Backtest backtest, ReadBacktest read) {
    backtest_ = std::move(backtest);
    read_backtest_ = std::move(read);
  }

  absl::StatusOr<v1::AutomationRule> EnableAutomationRule(
      const rpc::Call& call, const v1::EnableAutomationRuleRequest& request) override;
  absl::StatusOr<v1::AutomationRule> PauseAutomationRule(
      const rpc::Call& call, const v1::PauseAutomationRuleRequest& request) override;
  absl::StatusOr<v1::TestAutomationRuleResponse> TestAutomationRule(
      const rpc::Call& call, const v1::TestAutomationRuleRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> BacktestAutomationRule(
      const rpc::Call& call, const v1::BacktestAutomationRuleRequest& request) override;
  absl::StatusOr<google::longrunning::Operation> GetRuleBacktest(
      const rpc::Call& call, const v1::GetRuleBacktestRequest& request) override;
  absl::StatusOr<v1::RunAutomationRuleResponse> RunAutomationRule(
      const rpc::Call& call, const v1::RunAutomationRuleRequest& request) override;
  absl::StatusOr<v1::ConvertConditionResponse> ConvertCondition(
      const rpc::Call& call, const v1::ConvertConditionRequest& request) override;

  // The rule that a request names (`name`) or states (`rule`), compiled, for tests and backtests.
  // INVALID_ARGUMENT by the path of the request; errors of Get; PERMISSION_DENIED,
  // FIELD_NOT_ALLOWED of a stored rule whose deeds the caller does not see.
  absl::StatusOr<std::unique_ptr<const CompiledRule>> RuleOf(const rpc::Call& call,
                                                             const std::string& name,
                                                             const v1::AutomationRule* rule) const;

 private:
  using Change = absl::FunctionRef<absl::Status(absl::Time now, v1::AutomationRule* rule)>;
  template <typename Request>
  absl::StatusOr<v1::AutomationRule> Move(const rpc::Call& call, const Request& request,
                                          Change change) const;
  absl::StatusOr<v1::AutomationRule> Get(const rpc::Call& call, const std::string& name) const;
  absl::Status CheckSeen(const rpc::Call& call, absl::Span<const absl::string_view> paths) const;
  // The custom fields that a rule reads; null if it reads none. Errors of CustomFieldBook.
  absl::StatusOr<CustomFieldBook::Fields> CustomFieldsOf(const rpc::Call& call,
                                                         const v1::AutomationRule& rule) const;
  // What the caller sees of the record and its customer. NOT_FOUND if that is nothing.
  absl::StatusOr<Sight> SightOfCaller(const rpc::Call& call, const RecordKind& kind,
                                      const std::string& subject) const;

  const RuleServiceParts parts_;
  Backtest backtest_;
  ReadBacktest read_backtest_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_AUTOMATION_RULE_SERVICE_H_
