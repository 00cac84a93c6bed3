#include "workflow-svc/rules/action_compiler.h"

#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/filter/parser.h"
#include "common/resource/resource_name.h"

namespace guanxi::workflow {

using filter::FieldPtr;
using v1::AutomationFieldValue;
using v1::AutomationRecipient;

void ActionCompiler::Texts(const std::string& path, absl::string_view title_path,
                           const std::string& title, absl::string_view body_path,
                           const std::string& body) {
  if (title.empty()) violations_.Add(absl::StrCat(path, ".", title_path), "is required");
  if (title.find('\n') != std::string::npos) {
    violations_.Add(absl::StrCat(path, ".", title_path), "want one line");
  }
  Text(absl::StrCat(path, ".", title_path), title);
  Text(absl::StrCat(path, ".", body_path), body);
}

CompiledRecipient ActionCompiler::Who(const std::string& path,
                                      const AutomationRecipient& recipient) {
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

std::vector<CompiledRecipient> ActionCompiler::All(const std::string& path,
                                                   const Recipients& recipients) {
  std::vector<CompiledRecipient> all;
  for (int i = 0; i < recipients.size(); ++i) {
    all.push_back(Who(absl::StrCat(path, "[", i, "]"), recipients[i]));
  }
  return all;
}

void ActionCompiler::Fields(const std::string& path, const RecordKind& target, Writes writes,
                            const FieldValues& values) {
  if (values.size() == 0) violations_.Add(path, "want at least one field");
  std::set<std::string> seen;
  for (int i = 0; i < values.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (!seen.insert(values[i].field()).second) violations_.Add(at, "the field stands twice");
    Field(at, target, writes, values[i]);
  }
}

std::optional<FactField> ActionCompiler::From(const std::string& path, const std::string& text,
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

std::optional<RuleText> ActionCompiler::Parsed(const std::string& path, const std::string& text) {
  auto parsed = RuleText::Parse(kind_, text);
  if (!parsed.ok()) {
    violations_.Add(path, parsed.status().message());
    return std::nullopt;
  }
  reads_parent |= parsed->reads_parent();
  return *std::move(parsed);
}

void ActionCompiler::Text(const std::string& path, const std::string& text) {
  if (auto parsed = Parsed(path, text)) texts.push_back(*std::move(parsed));
}

void ActionCompiler::Field(const std::string& path, const RecordKind& target, Writes writes,
                           const AutomationFieldValue& value) {
  CompiledValue compiled;
  compiled.path = value.field();
  auto writer = FieldWriter::Bind(target.descriptor(), value.field(), writes == Writes::kMade);
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

void ActionCompiler::SetValue(const std::string& path, const RecordKind& target,
                              const FieldWriter& writer, const std::string& text,
                              CompiledValue* compiled) {
  compiled->value = text;
  if (writer.is_text()) {
    compiled->text = Parsed(path, text);
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

void ActionCompiler::CheckSameKind(const std::string& path, const RecordKind& target,
                                   const std::string& field, const FieldWriter& writer,
                                   const filter::Field& from) {
  const auto steps = filter::ParsePath(field);
  const auto to = steps.ok() ? TextSchema(target).Lookup(*steps) : steps.status();
  const bool fits =
      to.ok() && *to != nullptr ? (*to)->kind == from.kind || writer.is_text() : writer.is_text();
  if (!fits) violations_.Add(path + ".from_field", "is a field of another kind");
  if (from.repeated && !writer.is_list()) {
    violations_.Add(path + ".from_field", "has several values, and the field one");
  }
}

}  // namespace guanxi::workflow
