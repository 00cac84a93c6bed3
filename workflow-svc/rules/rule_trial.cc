#include "workflow-svc/rules/rule_trial.h"

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/policy/field_view.h"
#include "google/protobuf/util/json_util.h"
#include "guanxi/workflow/v1/todo_service.pb.h"
#include "workflow-svc/rules/comparison_text.h"

namespace guanxi::workflow {
namespace {

using filter::Explanation;
using filter::Truth;
using rules::StoredStep;
using v1::TestAutomationRuleResponse;

TestAutomationRuleResponse::Verdict VerdictOf(Truth truth) {
  switch (truth) {
    case Truth::kTrue:
      return TestAutomationRuleResponse::HOLDS;
    case Truth::kFalse:
      return TestAutomationRuleResponse::HOLDS_NOT;
    case Truth::kUnknown:
      return TestAutomationRuleResponse::UNKNOWN;
  }
  return TestAutomationRuleResponse::VERDICT_UNSPECIFIED;
}

// Whether the caller does not see a field as it is.
bool IsHidden(const CompiledRule& rule, const std::string& path, const policy::Rights* rights) {
  if (rights == nullptr) return false;
  const ScopedPath place = SplitScope(path);
  const RecordKind& kind = place.scope == Scope::kParent ? CustomerKind() : rule.kind();
  const policy::FieldAccess access = rights->ViewOf(kind.descriptor())->AccessTo(place.path);
  return access == policy::FieldAccess::kHidden || policy::IsMasked(access);
}

// Adds the comparisons in the order in which ListComparisons has their texts.
void AddComparisons(const Explanation& node, const std::vector<std::string>& texts,
                    const CompiledRule& rule, const policy::Rights* rights,
                    TestAutomationRuleResponse* response) {
  if (node.field != nullptr) {
    auto* const added = response->add_comparisons();
    const size_t place = static_cast<size_t>(response->comparisons_size() - 1);
    if (place < texts.size()) added->set_comparison(texts[place]);
    added->set_verdict(VerdictOf(node.result));
    added->set_field(node.field->path);
    added->set_hidden(IsHidden(rule, node.field->path, rights));
    if (!added->hidden()) {
      for (const std::string& value : node.values) added->add_values(value);
    }
    if (node.right_value.has_value()) added->set_operand(*node.right_value);
  }
  for (const Explanation& operand : node.operands) {
    AddComparisons(operand, texts, rule, rights, response);
  }
}

absl::Status ShowCalls(const rules::StoredCalls& calls,
                       TestAutomationRuleResponse::PlannedAction* action) {
  for (const rules::StoredCall& call : calls.calls()) {
    const auto* const method =
        google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(call.method());
    if (method == nullptr) return absl::InternalError("a planned call is of no method");
    if (method->input_type() == v1::CreateTodoRequest::descriptor()) {
      v1::CreateTodoRequest request;
      request.ParseFromString(call.request());
      action->add_recipients(request.todo().owner());
      action->add_texts(request.todo().title());
      action->add_texts(request.todo().note());
      continue;
    }
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(method->input_type())
            ->New());
    request->ParseFromString(call.request());
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(*request, &json).ok()) {
      return absl::InternalError("a planned request cannot be shown");
    }
    action->add_texts(json);
  }
  return absl::OkStatus();
}

absl::Status ShowStep(const StoredStep& step, TestAutomationRuleResponse::PlannedAction* action) {
  action->set_problem(step.problem());
  for (const auto& told : step.notice().told()) action->add_recipients(told.user());
  if (!step.notice().told().empty()) {
    action->add_texts(step.notice().told(0).title());
    action->add_texts(step.notice().told(0).text());
  }
  if (step.has_post()) {
    action->add_texts(step.post().title());
    action->add_texts(step.post().text());
  }
  return ShowCalls(step.calls(), action);
}

}  // namespace

absl::StatusOr<TestAutomationRuleResponse> TryRule(const CompiledRule& rule,
                                                   const std::string& subject, const Sight& sight,
                                                   const absl::flat_hash_set<std::string>& changed,
                                                   const filter::Moment& moment,
                                                   const policy::Rights* rights) {
  TestAutomationRuleResponse response;
  // Nothing is known of what was before.
  const auto* const nothing =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(rule.kind().descriptor());
  const Facts facts{sight.record.get(), nothing, &changed, sight.parent.get()};
  const Explanation explained = rule.condition().Explain(facts, moment);
  response.set_verdict(VerdictOf(explained.result));
  std::vector<std::string> texts;
  ListComparisons(rule.condition().predicate(), &texts);
  AddComparisons(explained, texts, rule, rights, &response);
  if (explained.result != Truth::kTrue) return response;
  const FiringInput input{&rule, subject, "", Cause(), moment};
  GUANXI_ASSIGN_OR_RETURN(
      const rules::StoredFiring firing,
      PlanFiring(Uuid(), input, facts,
                 [&](const std::string&) -> absl::StatusOr<Sight> { return sight; }));
  for (int i = 0; i < firing.steps_size(); ++i) {
    auto* const action = response.add_actions();
    action->set_index(i);
    GUANXI_RETURN_IF_ERROR(ShowStep(firing.steps(i), action));
  }
  return response;
}

}  // namespace guanxi::workflow
