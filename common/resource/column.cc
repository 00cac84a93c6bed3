#include "common/resource/column.h"

#include "absl/strings/str_cat.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;

filter::Kind KindOf(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kText:
      return filter::Kind::kString;
    case ColumnKind::kName:
      return filter::Kind::kName;
    case ColumnKind::kEnum:
      return filter::Kind::kEnum;
    case ColumnKind::kTime:
      return filter::Kind::kTimestamp;
    case ColumnKind::kInt:
      return filter::Kind::kInt64;
    case ColumnKind::kBool:
      return filter::Kind::kBool;
    case ColumnKind::kDate:
      return filter::Kind::kDate;
    case ColumnKind::kDecimal:
      return filter::Kind::kDecimal;
    case ColumnKind::kMoney:
      return filter::Kind::kMoney;
  }
  return filter::Kind::kString;
}

}  // namespace

std::string Column::sort_name() const { return collated ? absl::StrCat(name, kSortSuffix) : name; }

std::vector<std::string> Column::names() const {
  if (collated) return {name, sort_name()};
  if (kind == ColumnKind::kMoney) return {name, absl::StrCat(name, kCurrencySuffix)};
  return {name};
}

absl::string_view Column::mark() const {
  const bool is_decimal = kind == ColumnKind::kDecimal || kind == ColumnKind::kMoney;
  return is_decimal ? "CAST(? AS DECIMAL(38,9))" : "?";
}

bool Column::is_sortable() const {
  return collated || kind == ColumnKind::kTime || kind == ColumnKind::kDate ||
         kind == ColumnKind::kInt || kind == ColumnKind::kDecimal;
}

const google::protobuf::Message& Column::HolderIn(const google::protobuf::Message& resource) const {
  const google::protobuf::Message* holder = &resource;
  for (const FieldDescriptor* step : parents) {
    holder = &holder->GetReflection()->GetMessage(*holder, step);
  }
  return *holder;
}

std::optional<ColumnKind> ColumnKindOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field->type() != FieldDescriptor::TYPE_STRING) return std::nullopt;
      return Rules(field).collection().empty() ? ColumnKind::kText : ColumnKind::kName;
    case FieldDescriptor::CPPTYPE_ENUM:
      return ColumnKind::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return ColumnKind::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
      return ColumnKind::kInt;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return std::nullopt;
  }
  const std::string& type = field->message_type()->full_name();
  if (type == "google.protobuf.Timestamp") return ColumnKind::kTime;
  if (type == "google.type.Date") return ColumnKind::kDate;
  if (type == "google.type.Decimal") return ColumnKind::kDecimal;
  if (type == "google.type.Money") return ColumnKind::kMoney;
  return std::nullopt;
}

filter::Field FilterField(const Column& column) {
  filter::Field field;
  field.path = column.path;
  field.binding = column.name;
  field.kind = KindOf(column.kind);
  if (column.kind == ColumnKind::kName) {
    field.to_id = filter::NameIn(column.collection);
    field.from_id = filter::NameOf(column.collection);
  }
  if (column.kind == ColumnKind::kEnum) {
    const auto* type = column.field->enum_type();
    for (int i = 0; i < type->value_count(); ++i) {
      field.enum_values[type->value(i)->name()] = type->value(i)->number();
    }
  }
  return field;
}

filter::Field FilterField(const SetField& set) {
  filter::Field field;
  field.path = set.field->name();
  field.binding = absl::StrCat(kSetBinding, set.number());
  field.repeated = true;
  if (set.collection.empty()) return field;
  field.kind = filter::Kind::kName;
  field.to_id = filter::NameIn(set.collection);
  field.from_id = filter::NameOf(set.collection);
  return field;
}

int IndexBytes(const Column& column) {
  const int null = column.nullable ? 1 : 0;
  switch (column.kind) {
    case ColumnKind::kText:
      return column.collated ? 64 + 2 : 4 * Rules(column.field).max_bytes() + 2;
    case ColumnKind::kName:
      return 16 + null;
    case ColumnKind::kEnum:
      return 2;
    case ColumnKind::kBool:
      return 1 + null;
    case ColumnKind::kInt:
    case ColumnKind::kTime:
      return 8 + null;
    case ColumnKind::kDate:
      return 3 + null;
    case ColumnKind::kDecimal:
      return 17 + null;
    case ColumnKind::kMoney:
      return 17 + null + 4 * 3 + null;
  }
  return 0;
}

const metadata::v1::FieldRules& Rules(const FieldDescriptor* field) {
  return field->options().GetExtension(metadata::v1::field);
}

}  // namespace guanxi::resource
