#include "workflow-svc/approval/process_definitions.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
#include "workflow-svc/approval/subject_types.h"
#include "workflow-svc/process/texts.h"

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

absl::Status AdmitPolicy(UnitOfWork& work, const Resource& definitions, const Resource& revisions,
                         const ApprovalPolicy& next) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(definitions.type(), next.definition(), "definition"));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(definitions, name));
  // That there is none is for the reference to say.
  if (!row.has_value()) return absl::OkStatus();
  const auto& definition = static_cast<const ProcessDefinition&>(*row->message);
  if (definition.revision() == 0) return absl::OkStatus();
  if (definition.subject_type() != next.subject_type()) {
    return InvalidField("definition", absl::StrCat("is about records of another type: ",
                                                   definition.subject_type()));
  }
  if (next.condition().empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const auto model, ModelBook(&revisions).Get(work, next.definition(), definition.revision()));
  const auto condition = model->content().Compile(next.condition());
  if (condition.ok()) return absl::OkStatus();
  return InvalidField("condition", condition.status().message());
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
  behavior.check = [](ChangeKind kind, const ProcessDefinition*, const ProcessDefinition& next,
                      Violations* violations) {
    if (!resource::StatesValues(kind)) return;
    for (const std::string& path : PathsWithControls(next.draft())) {
      violations->Add(absl::StrCat("draft.", path), "has control characters");
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
    // What nothing asks for would decide nothing, whatever it says.
    if (!IsApproved(next.subject_type())) {
      violations->Add(
          "subject_type",
          absl::StrCat(next.subject_type(), ": its service asks for no approvals; want one of ",
                       ApprovedTypeNames()));
    }
  };
  behavior.admit = [definitions, revisions](UnitOfWork& work, ChangeKind, const ApprovalPolicy*,
                                            const ApprovalPolicy& next) {
    return AdmitPolicy(work, **definitions, **revisions, next);
  };
  return behavior;
}

}  // namespace guanxi::workflow
