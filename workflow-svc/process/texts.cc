#include "workflow-svc/process/texts.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// How many bytes of a character that is none to be shown `text` begins with; 0: it begins with
// another one. The text is UTF-8.
size_t ControlAt(absl::string_view text) {
  const auto byte = [&](size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
  };
  const unsigned char first = byte(0);
  if (first == '\t' || first == '\n' || first == '\r') return 0;
  if (first < 0x20 || first == 0x7F) return 1;
  // U+0080 to U+009F.
  if (first == 0xC2 && byte(1) >= 0x80 && byte(1) < 0xA0) return 2;
  if (first == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE) return 3;
  return 0;
}

void AddPaths(const Message& message, const std::string& above, std::vector<std::string>* paths) {
  std::vector<const FieldDescriptor*> fields;
  const auto* const reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_text = field->type() == FieldDescriptor::TYPE_STRING;
    if (!is_text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      std::string path = absl::StrCat(above, above.empty() ? "" : ".", field->name());
      if (field->is_repeated()) absl::StrAppend(&path, "[", i, "]");
      if (!is_text) {
        AddPaths(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                      : reflection->GetMessage(message, field),
                 path, paths);
      } else if (HasControls(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                  : reflection->GetString(message, field))) {
        paths->push_back(std::move(path));
      }
    }
  }
}

}  // namespace

bool HasControls(absl::string_view text) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (ControlAt(text.substr(at)) != 0) return true;
  }
  return false;
}

std::string WithoutControls(absl::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const size_t gone = ControlAt(text);
    if (gone == 0) clean.push_back(text[0]);
    text.remove_prefix(gone == 0 ? 1 : gone);
  }
  return clean;
}

std::vector<std::string> PathsWithControls(const Message& message) {
  std::vector<std::string> paths;
  AddPaths(message, "", &paths);
  return paths;
}

}  // namespace guanxi::workflow
