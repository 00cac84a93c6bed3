#include "workflow-svc/rules/compiled_action.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/filter/parser.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/action_compiler.h"
#include "workflow-svc/rules/time/calendar_offset.h"

namespace guanxi::workflow {
namespace {

using filter::FieldPtr;
using v1::AutomationAction;

constexpr int kMaxTags = 50;

void CheckTags(const v1::TagsAction& action, const RecordKind& target, const std::string& path,
               Violations* violations) {
  // Others have words, of which TagService knows nothing.
  if (&target != &CustomerKind()) {
    violations->Add(path, "only customers have tags; words are set by an update");
  }
  std::set<std::string> seen;
  const auto check = [&](const auto& tags, const std::string& at) {
    if (tags.size() > kMaxTags) violations->Add(at, "want at most 50");
    for (int i = 0; i < tags.size(); ++i) {
      const std::string place = absl::StrCat(at, "[", i, "]");
      if (!resource::ParseReference("tags", tags[i]).ok()) {
        violations->Add(place, "want tags/{uuid}");
      } else if (!seen.insert(tags[i]).second) {
        violations->Add(place, "stands twice");
      }
    }
  };
  check(action.add(), path + ".add");
  check(action.remove(), path + ".remove");
  if (action.add().empty() && action.remove().empty()) {
    violations->Add(path, "want a tag that is added or removed");
  }
}

// Whose fields are written; the record's own where there is no customer, with a violation.
const RecordKind& TargetOf(const RecordKind& kind, bool of_parent, const std::string& path,
                           Violations* violations) {
  if (!of_parent) return kind;
  if (!kind.has_parent) violations->Add(path + ".of_parent", "records of this type have none");
  return CustomerKind();
}

void CompileTodo(const v1::TodoAction& todo, const RecordKind& kind, const std::string& path,
                 ActionCompiler* compiler, CompiledAction* compiled, Violations* violations) {
  compiler->Texts(path, "title", todo.title(), "note", todo.note());
  if (todo.has_assignee()) {
    compiled->recipients.push_back(compiler->Who(path + ".assignee", todo.assignee()));
  } else {
    compiled->recipients.push_back(DefaultRecipient(kind));
    // Of a record without an owner it is the customer's.
    compiler->reads_parent |= kind.has_parent;
  }
  compiled->collaborators = compiler->All(path + ".collaborators", todo.collaborators());
  CheckOffset(todo.due(), path + ".due", violations);
  if (todo.has_due() && todo.due().count() < 0) {
    violations->Add(path + ".due.count", "want a time that is to come");
  }
  if (!todo.has_due() && todo.has_due_minute_of_day()) {
    violations->Add(path + ".due_minute_of_day", "wants `due`");
  }
  CheckMinuteOfDay(
      todo.due(),
      todo.has_due_minute_of_day() ? std::optional<int>(todo.due_minute_of_day()) : std::nullopt,
      path + ".due_minute_of_day", violations);
}

void CompileStart(const v1::StartProcessAction& start, const std::string& path,
                  ActionCompiler* compiler, Violations* violations) {
  if (!resource::ParseReference("processDefinitions", start.definition()).ok()) {
    violations->Add(path + ".definition", "want processDefinitions/{uuid}");
  }
  compiler->Form(path + ".content", start.content());
}

void CompileCreate(const v1::CreateAction& create, const std::string& path,
                   ActionCompiler* compiler, CompiledAction* compiled, Violations* violations) {
  compiled->target = FindRecordKind(create.resource_type());
  if (compiled->target == nullptr || compiled->target->Method("Create") == nullptr) {
    violations->Add(path + ".resource_type", "want a type of records that rules can make");
    return;
  }
  compiler->Fields(path + ".fields", *compiled->target, ActionCompiler::Writes::kMade,
                   create.fields());
  if (!compiled->target->type->has_parent()) {
    if (!create.parent_field().empty()) {
      violations->Add(path + ".parent_field", "records of this type lie under no other");
    }
    return;
  }
  FieldPtr declared;
  if (auto from = compiler->From(path + ".parent_field", create.parent_field(), &declared)) {
    compiled->parent.push_back(*std::move(from));
  }
}

}  // namespace

CompiledRecipient DefaultRecipient(const RecordKind& kind) {
  CompiledRecipient owner;
  for (const char* const path : {"owner", "parent.owner"}) {
    const auto steps = filter::ParsePath(path);
    const auto found = TextSchema(kind).Lookup(*steps);
    if (!found.ok() || *found == nullptr) continue;
    auto bound = FactField::Bind(kind, *found);
    if (!bound.ok()) continue;
    owner.declared = *found;
    owner.from.push_back(*std::move(bound));
  }
  return owner;
}

CompiledAction CompileAction(const RecordKind& kind, const AutomationAction& action,
                             const std::string& path, Violations* violations) {
  CompiledAction compiled;
  compiled.action = action;
  compiled.target = &kind;
  ActionCompiler compiler(kind, violations);
  switch (action.kind_case()) {
    case AutomationAction::kTodo:
      CompileTodo(action.todo(), kind, path + ".todo", &compiler, &compiled, violations);
      break;
    case AutomationAction::kNotification: {
      const std::string at = path + ".notification";
      const auto& told = action.notification();
      compiler.Texts(at, "title", told.title(), "body", told.body());
      if (told.recipients().empty()) violations->Add(at + ".recipients", "want at least one");
      compiled.recipients = compiler.All(at + ".recipients", told.recipients());
      break;
    }
    case AutomationAction::kUpdate:
      compiled.target = &TargetOf(kind, action.update().of_parent(), path + ".update", violations);
      if (compiled.target->Method("Update") == nullptr) {
        violations->Add(path + ".update", "records of this type are never changed");
      }
      compiler.Fields(path + ".update.fields", *compiled.target, ActionCompiler::Writes::kChanged,
                      action.update().fields());
      break;
    case AutomationAction::kTags:
      compiled.target = &TargetOf(kind, action.tags().of_parent(), path + ".tags", violations);
      CheckTags(action.tags(), *compiled.target, path + ".tags", violations);
      break;
    case AutomationAction::kAssign:
      compiled.target = &TargetOf(kind, action.assign().of_parent(), path + ".assign", violations);
      if (compiled.target->descriptor()->FindFieldByName("owner") == nullptr) {
        violations->Add(path + ".assign", "records of this type have no owner");
      }
      compiled.recipients.push_back(compiler.Who(path + ".assign.to", action.assign().to()));
      break;
    case AutomationAction::kCreate:
      CompileCreate(action.create(), path + ".create", &compiler, &compiled, violations);
      break;
    case AutomationAction::kWebhook:
      compiler.Texts(path + ".webhook", "title", action.webhook().title(), "body",
                     action.webhook().body());
      if (!resource::ParseReference("channels", action.webhook().channel()).ok()) {
        violations->Add(path + ".webhook.channel", "want channels/{uuid}");
      }
      break;
    case AutomationAction::kStartProcess:
      CompileStart(action.start_process(), path + ".start_process", &compiler, violations);
      break;
    case AutomationAction::KIND_NOT_SET:
      violations->Add(path, "want one thing to do");
  }
  compiled.texts = std::move(compiler.texts);
  compiled.values = std::move(compiler.values);
  compiled.reads_parent = compiler.reads_parent || action.update().of_parent() ||
                          action.tags().of_parent() || action.assign().of_parent();
  return compiled;
}

}  // namespace guanxi::workflow
