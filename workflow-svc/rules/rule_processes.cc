#include "workflow-svc/rules/rule_processes.h"

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/model_book.h"

namespace guanxi::workflow {
namespace {

using resource::Resource;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::AutomationRule;
using v1::ProcessDefinition;
using v1::ProcessRevision;
using v1::StartProcessAction;

bool MayStart(const UnitOfWork& work) {
  const auto& rights = work.principal().rights;
  return rights == nullptr ||
         rights->ScopeOf("processInstances.create") != access::v1::DATA_SCOPE_UNSPECIFIED;
}

// What is started of a definition by now; null: it cannot be.
absl::StatusOr<std::shared_ptr<const ProcessRevision>> Published(UnitOfWork& work,
                                                                 const Resource& definitions,
                                                                 const Resource& revisions,
                                                                 const std::string& definition) {
  const auto none = std::shared_ptr<const ProcessRevision>();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                          resource::ParseReference("processDefinitions", definition));
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(definitions, ResourceName{Uuid(), id}));
  if (!row.has_value()) return none;
  const auto& found = static_cast<const ProcessDefinition&>(*row->message);
  if (found.state() != ProcessDefinition::ACTIVE) return none;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, RevisionName(found.name(), found.revision()));
  GUANXI_ASSIGN_OR_RETURN(const auto revision, work.Peek(revisions, name));
  if (!revision.has_value()) return none;
  return std::make_shared<const ProcessRevision>(
      static_cast<const ProcessRevision&>(*revision->message));
}

void CheckFields(const ProcessRevision& revision, const StartProcessAction& start,
                 const std::string& path, Violations* violations) {
  std::set<std::string> fields;
  for (const v1::ProcessField& field : revision.model().fields()) fields.insert(field.id());
  for (int i = 0; i < start.content_size(); ++i) {
    if (fields.count(start.content(i).field()) != 0) continue;
    violations->Add(absl::StrCat(path, ".content[", i, "].field"),
                    "is no field of what is published of the process");
  }
}

std::set<std::string> StartsIn(const AutomationRule* rule) {
  std::set<std::string> starts;
  for (int i = 0; rule != nullptr && i < rule->actions_size(); ++i) {
    if (!rule->actions(i).has_start_process()) continue;
    starts.insert(rule->actions(i).start_process().SerializeAsString());
  }
  return starts;
}

}  // namespace

absl::Status CheckRuleProcesses(UnitOfWork& work, const Resource& definitions,
                                const Resource& revisions, const AutomationRule* old,
                                const AutomationRule& next) {
  const std::set<std::string> before = StartsIn(old);
  Violations violations;
  for (int i = 0; i < next.actions_size(); ++i) {
    const StartProcessAction& start = next.actions(i).start_process();
    if (!next.actions(i).has_start_process()) continue;
    if (before.count(start.SerializeAsString()) != 0) continue;
    const std::string path = absl::StrCat("actions[", i, "].start_process");
    std::shared_ptr<const ProcessRevision> published;
    if (MayStart(work)) {
      GUANXI_ASSIGN_OR_RETURN(published,
                              Published(work, definitions, revisions, start.definition()));
    }
    if (published == nullptr) {
      violations.Add(path + ".definition", "names nothing that can be started");
    } else {
      CheckFields(*published, start, path, &violations);
    }
  }
  return violations.ToStatus();
}

}  // namespace guanxi::workflow
