#include "customer-svc/transfer/columns.h"

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/tabular/csv_writer.h"
#include "common/text/nothing.h"
#include "customer-svc/transfer/cell.h"
#include "customer-svc/transfer/cell_text.h"
#include "customer-svc/transfer/custom_cell.h"
#include "customer-svc/transfer/words.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using metadata::v1::FieldDefinition;

// The export's name of the column "name", which in other files is the name that people read.
constexpr char kNameHeader[] = "resource_name";

bool IsWritable(const FieldDescriptor* field) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) {
      return false;
    }
  }
  return true;
}

// Whether the field's own fields are columns, not the field itself.
bool IsGroup(const FieldDescriptor* field) {
  return !field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         absl::StartsWith(field->message_type()->full_name(), "guanxi.");
}

bool IsLabelledList(const FieldDescriptor* field) {
  return field->is_repeated() && !field->is_map() &&
         field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type()->FindFieldByName("label") != nullptr;
}

// An id: digits that a spreadsheet has damaged would make one customer of many.
absl::Status SetExternalId(absl::string_view cell, const std::string& system,
                           v1::Customer* customer) {
  if (text::IsNothing(cell)) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(CheckNoExcelError(cell));
  GUANXI_ASSIGN_OR_RETURN((*customer->mutable_external_ids())[system], UndoFloat(cell));
  return absl::OkStatus();
}

absl::Status AddLabelled(absl::string_view cell, const FieldDescriptor* list,
                         const std::string& label, absl::string_view region,
                         v1::Customer* customer) {
  v1::Customer added;
  const absl::Status status = DecodeCell(cell, list, &added, region);
  const Reflection* reflection = customer->GetReflection();
  for (int i = 0; i < reflection->FieldSize(added, list); ++i) {
    Message* entry = reflection->AddMessage(customer, list);
    entry->CopyFrom(reflection->GetRepeatedMessage(added, list, i));
    entry->GetReflection()->SetString(entry, entry->GetDescriptor()->FindFieldByName("label"),
                                      label);
  }
  return status;
}

void AppendColumns(const Descriptor* type, const std::string& prefix,
                   std::vector<Column>* columns) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!IsWritable(field)) continue;
    const std::string path = prefix + field->name();
    if (IsGroup(field)) {
      AppendColumns(field->message_type(), path + ".", columns);
    } else {
      columns->push_back(*Column::Parse(path, ""));
    }
  }
}

void OverlayMessage(const Message& stated, Message* target) {
  const Reflection* reflection = stated.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(stated, &set);
  std::vector<const FieldDescriptor*> replaced;
  for (const FieldDescriptor* field : set) {
    if (IsGroup(field)) {
      OverlayMessage(reflection->GetMessage(stated, field),
                     reflection->MutableMessage(target, field));
    } else if (!field->is_map()) {
      replaced.push_back(field);
    }
  }
  std::unique_ptr<Message> copy(stated.New());
  copy->CopyFrom(stated);
  reflection->SwapFields(copy.get(), target, replaced);
}

// For messages: what a column can mean.
std::string FieldNames() {
  std::vector<std::string> names = {"external_id"};
  for (const Column& column : ExportColumns()) names.push_back(column.meaning());
  return absl::StrJoin(names, ", ");
}

}  // namespace

absl::StatusOr<Column> Column::Parse(absl::string_view meaning, absl::string_view source_system) {
  Column column;
  column.meaning_ = std::string(meaning);
  const auto unknown = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("'", meaning, "' is not a field of a customer; there are ", FieldNames()));
  };
  if (meaning == "external_id") {
    column.kind_ = Kind::kExternalId;
    column.key_ = std::string(source_system);
    return column;
  }
  const Descriptor* type = v1::Customer::descriptor();
  const std::vector<std::string> steps = absl::StrSplit(meaning, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const FieldDescriptor* field = type == nullptr ? nullptr : type->FindFieldByName(steps[i]);
    if (field == nullptr || !IsWritable(field)) return unknown();
    column.path_.push_back(field);
    const bool last = i + 1 == steps.size();
    if (last) break;
    type = IsGroup(field) ? field->message_type() : nullptr;
    if (type != nullptr) continue;
    // What is left is a key: `external_ids.erp`, `custom.area`, `phones.mobile`.
    column.key_ = steps[i + 1];
    if (i + 2 != steps.size() || column.key_.empty()) return unknown();
    if (IsLabelledList(field)) {
      column.kind_ = Kind::kLabelled;
    } else if (field->name() == "external_ids") {
      column.kind_ = Kind::kExternalId;
    } else if (field->name() == "custom") {
      column.kind_ = Kind::kCustom;
    } else {
      return unknown();
    }
    break;
  }
  if (column.kind_ == Kind::kField && IsGroup(column.path_.back())) return unknown();
  return column;
}

absl::Status Column::Set(absl::string_view cell, const CustomTypes& types, v1::Customer* customer,
                         absl::string_view phone_region) const {
  cell = absl::StripAsciiWhitespace(cell);
  if (cell.empty()) return absl::OkStatus();
  absl::Status status;
  switch (kind_) {
    case Kind::kExternalId:
      status = SetExternalId(cell, key_, customer);
      break;
    case Kind::kCustom: {
      const auto type = types.find(key_);
      auto value = DecodeCustom(cell, type == types.end() ? FieldDefinition::STRING : type->second);
      status = value.status();
      if (value.ok() && value->has_value())
        (*customer->mutable_custom())[key_] = **std::move(value);
      break;
    }
    case Kind::kLabelled:
      status = AddLabelled(cell, path_[0], key_, phone_region, customer);
      break;
    case Kind::kField: {
      Message* message = customer;
      for (size_t i = 0; i + 1 < path_.size(); ++i) {
        message = message->GetReflection()->MutableMessage(message, path_[i]);
      }
      status = DecodeCell(cell, path_.back(), message, phone_region);
      break;
    }
  }
  if (status.ok()) return status;
  return absl::InvalidArgumentError(absl::StrCat(meaning_, ": ", status.message()));
}

std::string Column::Get(const v1::Customer& customer) const {
  if (kind_ == Kind::kExternalId) {
    const auto id = customer.external_ids().find(key_);
    return id == customer.external_ids().end() ? "" : id->second;
  }
  if (kind_ == Kind::kCustom) {
    const auto value = customer.custom().find(key_);
    return value == customer.custom().end() ? "" : EncodeCustom(value->second);
  }
  const Message* message = &customer;
  for (size_t i = 0; i + 1 < path_.size(); ++i) {
    if (!message->GetReflection()->HasField(*message, path_[i])) return "";
    message = &message->GetReflection()->GetMessage(*message, path_[i]);
  }
  return EncodeCell(*message, path_.back());
}

tabular::HeaderRules KnownHeaders() {
  tabular::HeaderRules rules;
  for (const Column& column : ExportColumns()) {
    rules.synonyms[tabular::HeaderKey(column.meaning())] = column.meaning();
  }
  for (const auto& [header, meaning] : UsualHeaders()) rules.synonyms[header] = meaning;
  rules.open_prefixes = {"custom.", "external_ids.", "phones.", "emails.", "addresses."};
  return rules;
}

const std::vector<Column>& ExportColumns() {
  static const auto& columns = *[] {
    auto* columns = new std::vector<Column>();
    AppendColumns(v1::Customer::descriptor(), "", columns);
    return columns;
  }();
  return columns;
}

std::string ExportHeader() {
  std::vector<std::string> names;
  for (const Column& column : ExportColumns()) {
    names.push_back(column.meaning() == "name" ? kNameHeader : column.meaning());
  }
  std::string text;
  tabular::AppendCsvRow(names, &text);
  return text;
}

void Overlay(const v1::Customer& stated, v1::Customer* customer) {
  OverlayMessage(stated, customer);
  for (const auto& [system, id] : stated.external_ids()) {
    (*customer->mutable_external_ids())[system] = id;
  }
  for (const auto& [key, value] : stated.custom()) (*customer->mutable_custom())[key] = value;
}

}  // namespace guanxi::customer
