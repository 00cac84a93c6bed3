#include "workflow-svc/rules/compiled_action.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/filter/parser.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/rules/time/calendar_offset.h"

namespace guanxi::workflow {
namespace {

using filter::FieldPtr;
using v1::AutomationAction;
using v1::AutomationFieldValue;
using v1::AutomationRecipient;

constexpr int kMaxTags = 50;

// Compiles the parts of one action, noting faults by path.
class ActionCompiler {
 public:
  ActionCompiler(const RecordKind& kind, Violations* violations)
      : kind_(kind), violations_(*violations) {}

  void Texts(const std::string& path, absl::string_view title_path, const std::string& title,
             absl::string_view body_path, const std::string& body) {
    if (title.empty()) violations_.Add(absl::StrCat(path, ".", title_path), "is required");
    if (title.find('\n') != std::string::npos) {
      violations_.Add(absl::StrCat(path, ".", title_path), "want one line");
    }
    Text(absl::StrCat(path, ".", title_path), title);
    Text(absl::StrCat(path, ".", body_path), body);
  }

  CompiledRecipient Who(const std::string& path, const AutomationRecipient& recipient) {
    CompiledRecipient who;
    switch (recipient.who_case()) {
      case AutomationRecipient::kUser:
        who.user = recipient.user();
        if (!resource::ParseReference("users", who.user).ok()) {
          violations_.Add(path + ".user", "want users/{uuid}");
        }
        break;
      case AutomationRecipient::kField:
        if (auto field = From(path + ".field", recipient.field(), &who.declared)) {
          const auto probe = who.declared->to_id ? who.declared->to_id("users/" + Uuid().ToString())
                                                 : absl::InvalidArgumentError("");
          if (!probe.ok()) violations_.Add(path + ".field", "want a field that names users");
          who.from.push_back(*std::move(field));
        }
        break;
      case AutomationRecipient::kRuleOwner:
        who.rule_owner = true;
        if (!recipient.rule_owner()) violations_.Add(path + ".rule_owner", "want true");
        break;
      case AutomationRecipient::WHO_NOT_SET:
        violations_.Add(path, "want a user, a field or the rule's owner");
    }
    return who;
  }

  template <typename Recipients>
  std::vector<CompiledRecipient> All(const std::string& path, const Recipients& recipients) {
    std::vector<CompiledRecipient> all;
    for (int i = 0; i < recipients.size(); ++i) {
      all.push_back(Who(absl::StrCat(path, "[", i, "]"), recipients[i]));
    }
    return all;
  }

  template <typename Values>
  void Fields(const std::string& path, const RecordKind& target, const Values& values) {
    if (values.size() == 0) violations_.Add(path, "want at least one field");
    std::set<std::string> seen;
    for (int i = 0; i < values.size(); ++i) {
      const std::string at = absl::StrCat(path, "[", i, "]");
      if (!seen.insert(values[i].field()).second) violations_.Add(at, "the field stands twice");
      Field(at, target, values[i]);
    }
  }

  // A path that texts could read; nothing, with a violation, of another.
  std::optional<FactField> From(const std::string& path, const std::string& text,
                                FieldPtr* declared) {
    const auto steps = filter::ParsePath(text);
    auto found = steps.ok() ? TextSchema(kind_).Find(*steps) : steps.status();
    if (!found.ok()) {
      violations_.Add(path, found.status().message());
      return std::nullopt;
    }
    *declared = *found;
    auto bound = FactField::Bind(kind_, *std::move(found));
    if (!bound.ok()) {
      violations_.Add(path, bound.status().message());
      return std::nullopt;
    }
    reads_parent |= bound->place().scope == Scope::kParent;
    return *std::move(bound);
  }

  bool reads_parent = false;
  std::vector<RuleText> texts;
  std::vector<CompiledValue> values;

 private:
  void Text(const std::string& path, const std::string& text) {
    auto parsed = RuleText::Parse(kind_, text);
    if (!parsed.ok()) {
      violations_.Add(path, parsed.status().message());
      return;
    }
    reads_parent |= parsed->reads_parent();
    texts.push_back(*std::move(parsed));
  }

  void Field(const std::string& path, const RecordKind& target, const AutomationFieldValue& value) {
    CompiledValue compiled;
    compiled.path = value.field();
    auto writer = FieldWriter::Bind(target.descriptor(), value.field());
    if (!writer.ok()) {
      violations_.Add(path + ".field", writer.status().message());
      return;
    }
    switch (value.content_case()) {
      case AutomationFieldValue::kValue:
        SetValue(path + ".value", target, *writer, value.value(), &compiled);
        break;
      case AutomationFieldValue::kFromField:
        if (auto from = From(path + ".from_field", value.from_field(), &compiled.declared)) {
          compiled.from.push_back(*std::move(from));
          CheckSameKind(path, target, value.field(), *writer, *compiled.declared);
        }
        break;
      case AutomationFieldValue::kClear:
        compiled.clear = true;
        if (!value.clear()) violations_.Add(path + ".clear", "want true");
        break;
      case AutomationFieldValue::CONTENT_NOT_SET:
        violations_.Add(path, "want a value, a field or that it is cleared");
    }
    compiled.writer.push_back(*std::move(writer));
    values.push_back(std::move(compiled));
  }

  // A text may have places; anything else is tried out.
  void SetValue(const std::string& path, const RecordKind& target, const FieldWriter& writer,
                const std::string& text, CompiledValue* compiled) {
    compiled->value = text;
    if (writer.is_text()) {
      auto parsed = RuleText::Parse(kind_, text);
      if (!parsed.ok()) {
        violations_.Add(path, parsed.status().message());
        return;
      }
      reads_parent |= parsed->reads_parent();
      compiled->text = *std::move(parsed);
      return;
    }
    const std::unique_ptr<google::protobuf::Message> trial(
        google::protobuf::MessageFactory::generated_factory()
            ->GetPrototype(target.descriptor())
            ->New());
    if (text.empty()) violations_.Add(path, "want a value; `clear` leaves the field without one");
    if (const absl::Status status = writer.Set(text, trial.get()); !status.ok()) {
      violations_.Add(path, status.message());
    }
  }

  void CheckSameKind(const std::string& path, const RecordKind& target, const std::string& field,
                     const FieldWriter& writer, const filter::Field& from) {
    const auto steps = filter::ParsePath(field);
    const auto to = steps.ok() ? TextSchema(target).Lookup(*steps) : steps.status();
    const bool fits =
        to.ok() && *to != nullptr ? (*to)->kind == from.kind || writer.is_text() : writer.is_text();
    if (!fits) violations_.Add(path + ".from_field", "is a field of another kind");
    if (from.repeated && !writer.is_list()) {
      violations_.Add(path + ".from_field", "has several values, and the field one");
    }
  }

  const RecordKind& kind_;
  Violations& violations_;
};

void CheckTags(const v1::TagsAction& action, const RecordKind& target, const std::string& path,
               Violations* violations) {
  if (target.descriptor()->FindFieldByName("tags") == nullptr) {
    violations->Add(path, "records of this type have no tags");
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
  compiled->recipients.push_back(todo.has_assignee()
                                     ? compiler->Who(path + ".assignee", todo.assignee())
                                     : DefaultRecipient(kind));
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

void CompileCreate(const v1::CreateAction& create, const std::string& path,
                   ActionCompiler* compiler, CompiledAction* compiled, Violations* violations) {
  compiled->target = FindRecordKind(create.resource_type());
  if (compiled->target == nullptr || compiled->target->Method("Create") == nullptr) {
    violations->Add(path + ".resource_type", "want a type of records that rules can make");
    return;
  }
  compiler->Fields(path + ".fields", *compiled->target, create.fields());
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
      compiler.Fields(path + ".update.fields", *compiled.target, action.update().fields());
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
