#include "common/filter/message_kind.h"

#include "absl/strings/string_view.h"

namespace guanxi::filter {
namespace {

using google::protobuf::FieldDescriptor;

// The type of message that holds values of the kind; "" if none does.
absl::string_view MessageOf(Kind kind) {
  switch (kind) {
    case Kind::kTimestamp:
      return "google.protobuf.Timestamp";
    case Kind::kDuration:
      return "google.protobuf.Duration";
    case Kind::kDate:
      return "google.type.Date";
    case Kind::kDecimal:
      return "google.type.Decimal";
    case Kind::kMoney:
      return "google.type.Money";
    default:
      return "";
  }
}

bool IsWhole(FieldDescriptor::CppType type) {
  return type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64 ||
         type == FieldDescriptor::CPPTYPE_UINT32 || type == FieldDescriptor::CPPTYPE_UINT64;
}

}  // namespace

bool IsText(Kind kind) {
  return kind == Kind::kString || kind == Kind::kName || kind == Kind::kTimestamp ||
         kind == Kind::kDate || kind == Kind::kDecimal;
}

bool FitsKind(Kind kind, const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return IsText(kind) && field->type() == FieldDescriptor::TYPE_STRING;
    case FieldDescriptor::CPPTYPE_ENUM:
      return kind == Kind::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return kind == Kind::kBool;
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return kind == Kind::kDouble;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field->message_type()->full_name() == MessageOf(kind);
    default:
      return kind == Kind::kInt64 && IsWhole(field->cpp_type());
  }
}

}  // namespace guanxi::filter
