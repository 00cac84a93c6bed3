#include "workflow-svc/rules/time/backtest.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "guanxi/workflow/v1/automation_rule_service.pb.h"

namespace guanxi::workflow {
namespace {

using filter::Truth;
using google::protobuf::Message;
using rules::BacktestJob;
using rules::BacktestState;

absl::string_view LastIdOf(absl::string_view name) { return name.substr(name.rfind('/') + 1); }

// Keeps the names with the least ids.
void AddExample(std::string name, BacktestState* state) {
  std::vector<std::string> names(state->examples().begin(), state->examples().end());
  names.push_back(std::move(name));
  std::sort(names.begin(), names.end(),
            [](const std::string& a, const std::string& b) { return LastIdOf(a) < LastIdOf(b); });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.size() > kBacktestExamples) names.resize(kBacktestExamples);
  state->mutable_examples()->Assign(names.begin(), names.end());
}

// Reads each customer once for a page.
class Parents {
 public:
  Parents(const RecordAccess* access, const RecordKind& kind, Acting acting)
      : access_(access), kind_(kind), acting_(std::move(acting)) {}

  absl::StatusOr<std::shared_ptr<const Message>> Of(const Message& record) {
    const std::string name = ParentNameOf(kind_, record);
    if (name.empty()) return std::shared_ptr<const Message>();
    const auto known = seen_.find(name);
    if (known != seen_.end()) return known->second;
    GUANXI_ASSIGN_OR_RETURN(seen_[name], access_->Read(acting_, CustomerKind(), name));
    return seen_[name];
  }

 private:
  const RecordAccess* const access_;
  const RecordKind& kind_;
  const Acting acting_;
  std::map<std::string, std::shared_ptr<const Message>> seen_;
};

absl::StatusOr<std::unique_ptr<const CompiledRule>> RuleIn(const BacktestParts& parts,
                                                           const jobs::Job& job) {
  BacktestJob stored;
  if (!stored.ParseFromString(job.request())) {
    return absl::InternalError("a backtest cannot be read");
  }
  Violations violations;
  CustomFieldBook::Fields custom;
  if (parts.custom_fields != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(
        custom, parts.custom_fields->Of(job.principal().tenant, CustomKeysOf(stored.rule())));
  }
  auto rule = CompiledRule::Compile(stored.rule(), &violations, custom.get());
  if (rule == nullptr) return UnderPath("rule", violations.ToStatus());
  return rule;
}

std::string FilterOf(const CompiledRule& rule) {
  const v1::AutomationTrigger& trigger = rule.rule().trigger();
  return trigger.has_schedule() ? trigger.schedule().filter() : "";
}

absl::Status DoStep(const BacktestParts& parts, const CompiledRule& rule, const jobs::Job& job,
                    BacktestState* state) {
  const Acting acting{job.principal().tenant, job.principal().subject, Uuid(), 0};
  GUANXI_ASSIGN_OR_RETURN(const RecordPage page, parts.list(acting, rule.kind(), FilterOf(rule),
                                                            state->token(), kBacktestPage));
  GUANXI_ASSIGN_OR_RETURN(const filter::Moment moment, parts.moment_of(acting.tenant, rule.rule()));
  Parents parents(parts.access, rule.kind(), acting);
  GUANXI_RETURN_IF_ERROR(CountMatches(
      rule, page, moment, [&](const Message& record) { return parents.Of(record); }, state));
  state->set_token(page.next_token);
  v1::BacktestAutomationRuleMetadata metadata;
  metadata.set_read_count(state->read_count());
  metadata.set_match_count(state->match_count());
  return parts.database->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return job.Save(tx, *state, metadata); });
}

}  // namespace

absl::Status CountMatches(const CompiledRule& rule, const RecordPage& page,
                          const filter::Moment& moment, const ParentOf& parent_of,
                          BacktestState* state) {
  for (const Message* const record : page.records) {
    std::shared_ptr<const Message> parent;
    if (rule.condition().reads_parent()) {
      GUANXI_ASSIGN_OR_RETURN(parent, parent_of(*record));
    }
    const Facts facts{record, nullptr, nullptr, parent.get()};
    const Truth truth = rule.condition().Evaluate(facts, moment);
    state->set_read_count(state->read_count() + 1);
    if (truth == Truth::kUnknown) state->set_unknown_count(state->unknown_count() + 1);
    if (truth != Truth::kTrue) continue;
    state->set_match_count(state->match_count() + 1);
    AddExample(NameOf(rule.kind(), *record), state);
  }
  return absl::OkStatus();
}

absl::StatusOr<google::longrunning::Operation> StartBacktest(jobs::OperationStore* operations,
                                                             const rpc::Call& call,
                                                             const CompiledRule& rule,
                                                             const std::string& request_id) {
  if (rule.condition().reads_event()) {
    return InvalidField("rule.condition", "no stored record tells `old.` and `changed()`");
  }
  if (!absl::StartsWith(call.principal.subject, "users/")) {
    return FailedPrecondition("NOT_A_USER", call.principal.subject,
                              "records can be read later for users alone");
  }
  BacktestJob job;
  *job.mutable_rule() = rule.rule();
  jobs::NewOperation operation;
  operation.kind = kBacktestKind;
  operation.principal = call.principal;
  operation.request_id = absl::AsciiStrToLower(request_id);
  operation.request = job.SerializeAsString();
  operation.request_hash = crypto::Sha256(operation.request);
  operation.metadata = jobs::PackAny(v1::BacktestAutomationRuleMetadata());
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation stored, operations->Create(operation));
  return jobs::ToProto(stored);
}

absl::StatusOr<google::longrunning::Operation> FindBacktest(jobs::OperationStore* operations,
                                                            const rpc::Call& call,
                                                            const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, jobs::ParseOperationName(name));
  GUANXI_ASSIGN_OR_RETURN(const jobs::Operation found, operations->Get(call.principal, id));
  if (found.kind != kBacktestKind) return NotFound("OPERATION", name);
  return jobs::ToProto(found);
}

jobs::Handler BacktestHandler(const BacktestParts& parts) {
  return [parts](jobs::Job& job) -> absl::StatusOr<std::unique_ptr<Message>> {
    GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<const CompiledRule> rule, RuleIn(parts, job));
    BacktestState state;
    if (!state.ParseFromString(job.checkpoint())) {
      return absl::InternalError("a backtest's state cannot be read");
    }
    // Without a token it is at the first page, or behind the last.
    for (bool more = job.checkpoint().empty() || !state.token().empty(); more;
         more = !state.token().empty()) {
      GUANXI_RETURN_IF_ERROR(job.Continue());
      GUANXI_RETURN_IF_ERROR(DoStep(parts, *rule, job, &state));
    }
    auto response = std::make_unique<v1::BacktestAutomationRuleResponse>();
    response->set_read_count(state.read_count());
    response->set_match_count(state.match_count());
    response->set_unknown_count(state.unknown_count());
    *response->mutable_examples() = state.examples();
    return std::unique_ptr<Message>(std::move(response));
  };
}

}  // namespace guanxi::workflow
