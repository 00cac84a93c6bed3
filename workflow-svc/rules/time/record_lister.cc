#include "workflow-svc/rules/time/record_lister.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const FieldDescriptor* RecordsIn(const Descriptor& response, const Descriptor* type) {
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor* const field = response.field(i);
    if (field->is_repeated() && field->message_type() == type) return field;
  }
  return nullptr;
}

void SetText(Message* request, const char* name, const std::string& text) {
  const FieldDescriptor* const field = request->GetDescriptor()->FindFieldByName(name);
  request->GetReflection()->SetString(request, field, text);
}

bool HasTexts(const Descriptor& message, const std::vector<const char*>& names) {
  for (const char* name : names) {
    const FieldDescriptor* const field = message.FindFieldByName(name);
    if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
  }
  return true;
}

// `customers/-`: all parents.
std::string AllParents(const RecordKind& kind) {
  const auto& collections = kind.type->collections();
  std::string parent;
  for (size_t i = 0; i + 1 < collections.size(); ++i) {
    absl::StrAppend(&parent, i > 0 ? "/" : "", collections[i], "/-");
  }
  return parent;
}

}  // namespace

absl::StatusOr<ListMethod> FindListMethod(const RecordKind& kind) {
  for (int i = 0; i < kind.methods->method_count(); ++i) {
    const MethodDescriptor* const method = kind.methods->method(i);
    const FieldDescriptor* const records = RecordsIn(*method->output_type(), kind.descriptor());
    if (!absl::StartsWith(method->name(), "List") || records == nullptr) continue;
    const bool in = HasTexts(*method->input_type(), {"filter", "page_token"}) &&
                    method->input_type()->FindFieldByName("page_size") != nullptr;
    if (in && HasTexts(*method->output_type(), {"next_page_token"}))
      return ListMethod{method, records};
  }
  return absl::InternalError(absl::StrCat(kind.type->full_type(), " cannot be listed"));
}

ListRecords ListOver(const RecordAccess* access) {
  return [access](const Acting& acting, const RecordKind& kind, const std::string& filter,
                  const std::string& token, int size) -> absl::StatusOr<RecordPage> {
    GUANXI_ASSIGN_OR_RETURN(const ListMethod list, FindListMethod(kind));
    const std::unique_ptr<Message> request = NewMessage(list.method->input_type());
    SetText(request.get(), "filter", filter);
    SetText(request.get(), "page_token", token);
    if (kind.type->has_parent()) SetText(request.get(), "parent", AllParents(kind));
    request->GetReflection()->SetInt32(
        request.get(), list.method->input_type()->FindFieldByName("page_size"), size);
    RecordPage page;
    GUANXI_ASSIGN_OR_RETURN(page.response, access->Call(acting, list.method->full_name(),
                                                        kind.Permission("read"), *request));
    const auto* const reflection = page.response->GetReflection();
    for (int i = 0; i < reflection->FieldSize(*page.response, list.records); ++i) {
      page.records.push_back(&reflection->GetRepeatedMessage(*page.response, list.records, i));
    }
    page.next_token = reflection->GetString(
        *page.response, page.response->GetDescriptor()->FindFieldByName("next_page_token"));
    return page;
  };
}

}  // namespace guanxi::workflow
