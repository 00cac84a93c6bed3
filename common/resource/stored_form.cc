#include "common/resource/stored_form.h"

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/text/fold.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Path = std::vector<const FieldDescriptor*>;

void Set(const Path& path, const std::string& text, Message* message) {
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, path[i]);
  }
  const auto* reflection = message->GetReflection();
  if (path.back()->is_repeated()) {
    reflection->AddString(message, path.back(), text);
  } else {
    reflection->SetString(message, path.back(), text);
  }
}

// Of a list the first; "" if there is none.
std::string Get(const Path& path, const Message& record) {
  const Message* message = &record;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    message = &message->GetReflection()->GetMessage(*message, path[i]);
  }
  const auto* reflection = message->GetReflection();
  if (!path.back()->is_repeated()) return reflection->GetString(*message, path.back());
  const bool has_one = reflection->FieldSize(*message, path.back()) > 0;
  return has_one ? reflection->GetRepeatedString(*message, path.back(), 0) : "";
}

bool IsAbout(const Violations& violations, const Path& path) {
  const std::string name = absl::StrJoin(
      path, ".",
      [](std::string* out, const FieldDescriptor* field) { out->append(field->name()); });
  for (const FieldViolation& fault : FieldViolations(violations.ToStatus())) {
    if (absl::StartsWith(fault.path, name)) return true;
  }
  return false;
}

}  // namespace

std::string StoredForm(const google::protobuf::Descriptor* type, const NameFields& names,
                       const Normalizer& normalize, const Path& path, absl::string_view text) {
  const std::unique_ptr<Message> record(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  Set(path, std::string(text), record.get());
  names.Canonicalize(record.get());
  Violations violations;
  if (normalize) normalize(record.get(), &violations);
  std::string form = IsAbout(violations, path) ? "" : Get(path, *record);
  if (!form.empty()) return form;
  // What is not blank is not nothing, whoever sets the field.
  return text::NormalizeText(text).value_or(std::string(text));
}

}  // namespace guanxi::resource
