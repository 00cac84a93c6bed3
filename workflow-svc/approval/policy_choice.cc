// Which process decides about a record.
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/approval/process_definitions.h"

namespace guanxi::workflow {
namespace {

using resource::Resource;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::ApprovalPolicy;
using v1::ProcessDefinition;

constexpr int kMaxPolicies = 1000;

// With what they say, so that many that do not hold cost one statement.
const db::Query kSelectPolicies{
    "approval_policy.select_of_type",
    "SELECT id, body FROM approval_policies FORCE INDEX (idx_subject_type_priority) WHERE "
    "tenant_id = ? AND live = 1 AND subject_type = ? ORDER BY priority, id LIMIT ?"};

absl::Status Undecidable(const ApprovalPolicy& policy, absl::string_view why) {
  return FailedPrecondition(
      "APPROVAL_UNDECIDABLE", policy.name(),
      absl::StrCat("the policy \"", policy.display_name(), "\" cannot be decided: ", why));
}

absl::Status NotActive(const ApprovalPolicy& policy) {
  return FailedPrecondition(
      "PROCESS_NOT_ACTIVE", policy.definition(),
      absl::StrCat("the process of the policy \"", policy.display_name(), "\" is not active"));
}

// What a condition over the model's fields is decided by. What fits none of them is of another
// process's form, or has to be seen to only if this is the process.
ProcessContent FittingIn(const Model& model, const ApprovalQuestion& question) {
  ProcessContent fitting;
  for (const v1::ProcessField& field : model.proto().fields()) {
    const bool is_shown = !field.subject_path().empty();
    const ProcessContent& from = is_shown ? question.snapshot : question.content;
    const auto found = from.find(is_shown ? field.subject_path() : field.id());
    if (found == from.end()) continue;
    ProcessContent one = {{field.id(), found->second}};
    Violations violations;
    model.content().Normalize("", &one, &violations);
    if (violations.empty()) fitting.merge(one);
  }
  return fitting;
}

class Choice {
 public:
  Choice(UnitOfWork& work, const Resource& definitions, const ModelBook& models,
         const ApprovalQuestion& question)
      : work_(work), definitions_(definitions), models_(models), question_(question) {}

  // Whether the policy holds; `*chosen` is then what it has chosen.
  absl::StatusOr<bool> Holds(const ApprovalPolicy& policy, ChosenProcess* chosen) {
    GUANXI_ASSIGN_OR_RETURN(const auto definition, Find(policy.definition()));
    if (!definition.has_value() || definition->revision() == 0) return NotActive(policy);
    if (definition->subject_type() != policy.subject_type()) {
      return Undecidable(policy, "its process is about records of another type");
    }
    GUANXI_ASSIGN_OR_RETURN(const auto model,
                            models_.Get(work_, policy.definition(), definition->revision()));
    GUANXI_ASSIGN_OR_RETURN(const bool holds, IsMet(policy, *model));
    if (!holds) return false;
    // A process that is retired stands in the way of those records alone that were its own.
    if (definition->state() != ProcessDefinition::ACTIVE) return NotActive(policy);
    GUANXI_ASSIGN_OR_RETURN(ProcessContent content,
                            ContentFor(*model, question_.snapshot, question_.content));
    *chosen = {policy.name(), policy.definition(), definition->revision(), std::move(content)};
    return true;
  }

 private:
  absl::StatusOr<bool> IsMet(const ApprovalPolicy& policy, const Model& model) const {
    if (policy.condition().empty()) return true;
    const auto condition = model.content().Compile(policy.condition());
    if (!condition.ok()) return Undecidable(policy, condition.status().message());
    const ProcessContent content = FittingIn(model, question_);
    const StoredContent stored(content.begin(), content.end());
    filter::Moment moment = work_.environment().MomentOf(work_.principal().tenant);
    moment.now = work_.now();
    const filter::Truth truth =
        condition->Evaluate({&stored, question_.initiator, question_.department}, moment);
    if (truth == filter::Truth::kUnknown) {
      return Undecidable(policy, "a value is missing, or amounts of two currencies meet");
    }
    return truth == filter::Truth::kTrue;
  }

  // Nothing: there is none. Many policies name one definition.
  absl::StatusOr<std::optional<ProcessDefinition>> Find(const std::string& name) {
    if (const auto known = found_.find(name); known != found_.end()) return known->second;
    GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                            resource::ParseName(definitions_.type(), name, "definition"));
    GUANXI_ASSIGN_OR_RETURN(const auto row, work_.Peek(definitions_, parsed));
    std::optional<ProcessDefinition>& found = found_[name];
    if (row.has_value()) found = static_cast<const ProcessDefinition&>(*row->message);
    return found;
  }

  UnitOfWork& work_;
  const Resource& definitions_;
  const ModelBook& models_;
  const ApprovalQuestion& question_;
  std::map<std::string, std::optional<ProcessDefinition>> found_;
};

}  // namespace

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
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectPolicies, {work.principal().tenant.bytes(),
                                                             question.subject_type, kMaxPolicies}));
  Choice choice(work, definitions, models, question);
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ApprovalPolicy policy;
    if (!policy.ParseFromString(std::string(row.String(1)))) {
      return absl::InternalError("a policy of approval cannot be read");
    }
    if (!policy.enabled()) continue;
    policy.set_name(resource::FormatName(policies.type(), ResourceName{Uuid(), id}));
    ChosenProcess chosen;
    GUANXI_ASSIGN_OR_RETURN(const bool holds, choice.Holds(policy, &chosen));
    if (holds) return chosen;
  }
  return FailedPrecondition("NO_APPROVAL_POLICY", question.subject_type,
                            "no policy says who approves this record: it is not approved");
}

std::vector<db::Query> ApprovalPolicyQueries() { return {kSelectPolicies}; }

}  // namespace guanxi::workflow
