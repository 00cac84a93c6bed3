#include "workflow-svc/approval/process_definitions.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"

namespace guanxi::workflow {
namespace {

using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::UnitOfWork;
using resource::WriteContext;
using v1::ApprovalPolicy;
using v1::ProcessDefinition;

constexpr int kMaxPriority = 1'000'000;

const db::Query kSelectPolicies{
    "approval_policy.select_of_type",
    "SELECT id FROM approval_policies FORCE INDEX (idx_subject_type_priority) WHERE tenant_id = ? "
    "AND live = 1 AND subject_type = ? ORDER BY priority, id LIMIT 200"};

absl::StatusOr<std::optional<ProcessDefinition>> PeekDefinition(UnitOfWork& work,
                                                                const Resource& definitions,
                                                                const std::string& name) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(definitions.type(), name, "definition"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(definitions, parsed));
  if (!row.has_value()) return std::optional<ProcessDefinition>();
  return std::optional<ProcessDefinition>(static_cast<const ProcessDefinition&>(*row->message));
}

absl::Status AdmitPolicy(UnitOfWork& work, const Resource& definitions, const Resource& revisions,
                         const ApprovalPolicy& next) {
  GUANXI_ASSIGN_OR_RETURN(const auto definition,
                          PeekDefinition(work, definitions, next.definition()));
  // That there is none is for the reference to say.
  if (!definition.has_value() || definition->revision() == 0) return absl::OkStatus();
  if (definition->subject_type() != next.subject_type()) {
    return InvalidField("definition", absl::StrCat("is about records of another type: ",
                                                   definition->subject_type()));
  }
  if (next.condition().empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const auto model, ModelBook(&revisions).Get(work, next.definition(), definition->revision()));
  const auto condition = model->content().Compile(next.condition());
  if (condition.ok()) return absl::OkStatus();
  return InvalidField("condition", condition.status().message());
}

absl::Status Undecidable(const ApprovalPolicy& policy, absl::string_view why) {
  return FailedPrecondition(
      "APPROVAL_UNDECIDABLE", policy.name(),
      absl::StrCat("the policy \"", policy.display_name(), "\" cannot be decided: ", why));
}

// Whether a policy holds for what is asked; `*chosen` is then what it has chosen.
absl::StatusOr<bool> Holds(UnitOfWork& work, const Resource& definitions, const ModelBook& models,
                           const ApprovalPolicy& policy, const ApprovalQuestion& question,
                           ChosenProcess* chosen) {
  GUANXI_ASSIGN_OR_RETURN(const auto definition,
                          PeekDefinition(work, definitions, policy.definition()));
  if (!definition.has_value() || definition->state() != ProcessDefinition::ACTIVE) {
    return FailedPrecondition(
        "PROCESS_NOT_ACTIVE", policy.definition(),
        absl::StrCat("the process of the policy \"", policy.display_name(), "\" is not active"));
  }
  if (definition->subject_type() != policy.subject_type()) {
    return Undecidable(policy, "its process is about records of another type");
  }
  GUANXI_ASSIGN_OR_RETURN(const auto model,
                          models.Get(work, policy.definition(), definition->revision()));
  GUANXI_ASSIGN_OR_RETURN(ProcessContent content,
                          ContentFor(*model, question.snapshot, question.content));
  if (!policy.condition().empty()) {
    const auto condition = model->content().Compile(policy.condition());
    if (!condition.ok()) return Undecidable(policy, condition.status().message());
    const StoredContent stored(content.begin(), content.end());
    filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
    moment.now = work.now();
    const filter::Truth truth =
        condition->Evaluate({&stored, question.initiator, question.department}, moment);
    if (truth == filter::Truth::kUnknown) {
      return Undecidable(policy, "a value is missing, or amounts of two currencies meet");
    }
    if (truth != filter::Truth::kTrue) return false;
  }
  *chosen = {policy.name(), policy.definition(), definition->revision(), std::move(content)};
  return true;
}

}  // namespace

resource::Behavior<ProcessDefinition> ProcessDefinitionBehavior() {
  resource::Behavior<ProcessDefinition> behavior;
  behavior.normalize = [](const WriteContext&, ProcessDefinition* message, Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
    rules::NormalizeNote(message->mutable_description());
    if (message->state() == ProcessDefinition::STATE_UNSPECIFIED) {
      message->set_state(ProcessDefinition::DRAFT);
    }
  };
  return behavior;
}

resource::Behavior<ApprovalPolicy> ApprovalPolicyBehavior(
    const std::unique_ptr<const Resource>* definitions,
    const std::unique_ptr<const Resource>* revisions) {
  resource::Behavior<ApprovalPolicy> behavior;
  behavior.normalize = [](const WriteContext&, ApprovalPolicy* message, Violations* violations) {
    rules::NormalizeLine("display_name", message->mutable_display_name(), violations);
    absl::StripAsciiWhitespace(message->mutable_condition());
  };
  behavior.check = [](ChangeKind kind, const ApprovalPolicy*, const ApprovalPolicy& next,
                      Violations* violations) {
    if (!resource::StatesValues(kind)) return;
    if (next.priority() < -kMaxPriority || next.priority() > kMaxPriority) {
      violations->Add("priority", "want -1,000,000 to 1,000,000");
    }
  };
  behavior.admit = [definitions, revisions](UnitOfWork& work, ChangeKind, const ApprovalPolicy*,
                                            const ApprovalPolicy& next) {
    return AdmitPolicy(work, **definitions, **revisions, next);
  };
  return behavior;
}

absl::StatusOr<ProcessContent> ContentFor(const Model& model, const ProcessContent& snapshot,
                                          const ProcessContent& content) {
  ProcessContent shown, stated;
  for (const v1::ProcessField& field : model.proto().fields()) {
    if (field.subject_path().empty()) continue;
    const auto found = snapshot.find(field.subject_path());
    if (found != snapshot.end()) shown[field.id()] = found->second;
  }
  for (const auto& [id, value] : content) {
    const v1::ProcessField* const field = model.content().Find(id);
    const std::string path = absl::StrCat("content[", id, "]");
    if (field == nullptr) return InvalidField(path, "is no field of the model");
    if (!field->subject_path().empty()) return InvalidField(path, "shows what the subject has");
    stated[id] = value;
  }
  Violations violations;
  model.content().Normalize("snapshot", &shown, &violations);
  model.content().Normalize("content", &stated, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  shown.merge(stated);
  return shown;
}

absl::StatusOr<ChosenProcess> ChooseProcess(UnitOfWork& work, const Resource& policies,
                                            const Resource& definitions, const ModelBook& models,
                                            const ApprovalQuestion& question) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectPolicies, {work.principal().tenant.bytes(), question.subject_type}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(const auto stored, work.Peek(policies, ResourceName{Uuid(), id}));
    if (!stored.has_value()) continue;
    const auto& policy = static_cast<const ApprovalPolicy&>(*stored->message);
    if (!policy.enabled()) continue;
    ChosenProcess chosen;
    GUANXI_ASSIGN_OR_RETURN(const bool holds,
                            Holds(work, definitions, models, policy, question, &chosen));
    if (holds) return chosen;
  }
  return FailedPrecondition("NO_APPROVAL_POLICY", question.subject_type,
                            "no policy says who approves this record: it is not approved");
}

std::vector<db::Query> ApprovalPolicyQueries() { return {kSelectPolicies}; }

}  // namespace guanxi::workflow
