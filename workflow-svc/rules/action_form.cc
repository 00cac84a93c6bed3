// What the form of a process holds: a part of ActionCompiler.
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow-svc/rules/action_compiler.h"

namespace guanxi::workflow {

using v1::AutomationFieldValue;

void ActionCompiler::Form(const std::string& path, const FieldValues& stated) {
  std::set<std::string> seen;
  for (int i = 0; i < stated.size(); ++i) {
    const AutomationFieldValue& value = stated[i];
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (value.field().empty()) violations_.Add(at + ".field", "is required");
    if (!seen.insert(value.field()).second) violations_.Add(at, "the field stands twice");
    CompiledValue compiled;
    compiled.path = value.field();
    switch (value.content_case()) {
      case AutomationFieldValue::kValue:
        if (value.value().empty()) violations_.Add(at + ".value", "want a value");
        compiled.text = Parsed(at + ".value", value.value());
        break;
      case AutomationFieldValue::kFromField:
        if (auto from = From(at + ".from_field", value.from_field(), &compiled.declared)) {
          compiled.from.push_back(*std::move(from));
        }
        break;
      case AutomationFieldValue::kClear:
        violations_.Add(at + ".clear", "a form begins empty");
        break;
      case AutomationFieldValue::CONTENT_NOT_SET:
        violations_.Add(at, "want a value or a field");
    }
    values.push_back(std::move(compiled));
  }
}

}  // namespace guanxi::workflow
