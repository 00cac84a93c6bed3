#include "customer-svc/transfer/columns.h"

#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/tabular/csv_writer.h"
#include "common/tabular/record.h"
#include "common/text/nothing.h"
#include "customer-svc/transfer/cell.h"
#include "customer-svc/transfer/cell_text.h"
#include "customer-svc/transfer/custom_cell.h"
#include "customer-svc/transfer/fields.h"
#include "customer-svc/transfer/header_words.h"
#include "customer-svc/transfer/words.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using metadata::v1::FieldDefinition;

// The export's name of the column "name", which in other files is the name that people read.
constexpr char kNameHeader[] = "resource_name";

constexpr char kAddressPart[] = "address";

// An id: digits that a spreadsheet has damaged would make one customer of many, and so would 1234
// and 1234.00 as one id. 1234.0 is what programs make of 1234 alone.
absl::Status SetExternalId(absl::string_view cell, const std::string& system,
                           v1::Customer* customer) {
  GUANXI_ASSIGN_OR_RETURN((*customer->mutable_external_ids())[system],
                          UndoFloat(cell, /*max_zeros=*/1));
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

// For messages: what a column can mean.
std::string FieldNames() {
  std::vector<std::string> names = {"external_id", "address.postal_code", "address.district"};
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
  if (steps.size() == 2 && steps[0] == kAddressPart) {
    column.kind_ = Kind::kAddressPart;
    column.path_ = {type::v1::Address::descriptor()->FindFieldByName(steps[1])};
    if (column.path_[0] == nullptr) return unknown();
    return column;
  }
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

bool Column::identifies() const { return kind_ == Kind::kExternalId || meaning_ == "name"; }

std::string Column::field() const {
  if (kind_ == Kind::kAddressPart) return "addresses";
  return kind_ == Kind::kLabelled ? path_[0]->name() : meaning_;
}

bool Column::SaysNothing(absl::string_view cell) const {
  if (cell.empty()) return true;
  if (kind_ == Kind::kCustom) return text::IsNothingInCustom(cell);
  const bool is_name = meaning_ == "display_name" || meaning_ == "aliases" ||
                       meaning_ == "organization.legal_representative";
  return is_name ? text::IsNothingInName(cell) : text::IsNothing(cell);
}

absl::Status Column::Set(absl::string_view cell, const CustomTypes& types, v1::Customer* customer,
                         absl::string_view region) const {
  cell = absl::StripAsciiWhitespace(cell);
  if (SaysNothing(cell)) return absl::OkStatus();
  absl::Status status;
  if (status = CheckNoExcelError(cell); !status.ok()) {
    // Said below.
  } else if (kind_ == Kind::kExternalId) {
    status = SetExternalId(cell, key_, customer);
  } else if (kind_ == Kind::kLabelled) {
    status = AddLabelled(cell, path_[0], key_, region, customer);
  } else if (kind_ == Kind::kCustom) {
    status = SetCustom(cell, types, customer);
  } else {
    status = SetField(cell, region, customer);
  }
  if (status.ok()) return status;
  return absl::InvalidArgumentError(absl::StrCat(meaning_, ": ", status.message()));
}

absl::Status Column::SetCustom(absl::string_view cell, const CustomTypes& types,
                               v1::Customer* customer) const {
  const auto type = types.find(key_);
  GUANXI_ASSIGN_OR_RETURN(
      auto value, DecodeCustom(cell, type == types.end() ? FieldDefinition::STRING : type->second));
  if (value.has_value()) (*customer->mutable_custom())[key_] = *std::move(value);
  return absl::OkStatus();
}

absl::Status Column::SetField(absl::string_view cell, absl::string_view region,
                              v1::Customer* customer) const {
  Message* message = customer;
  if (kind_ == Kind::kAddressPart) {
    message =
        customer->addresses_size() > 0 ? customer->mutable_addresses(0) : customer->add_addresses();
  }
  for (size_t i = 0; i + 1 < path_.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, path_[i]);
  }
  const FieldDescriptor* field = path_.back();
  absl::Status status = DecodeCell(cell, field, message, region);
  // What was read before the fault is not what the cell says.
  if (!status.ok() && !field->is_repeated()) {
    message->GetReflection()->ClearField(message, field);
    ClearEmptyGroups(customer);
  }
  // An address of which nothing could be read is none.
  if (kind_ == Kind::kAddressPart && message->ByteSizeLong() == 0) {
    customer->mutable_addresses()->DeleteSubrange(0, 1);
  }
  return status;
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
  if (kind_ == Kind::kAddressPart) {
    if (customer.addresses_size() == 0) return "";
    message = &customer.addresses(0);
  }
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
  rules.foreign = ForeignHeaders();
  rules.open_prefixes = {"custom.", "external_ids.", "phones.",
                         "emails.", "addresses.",    "address."};
  rules.lists = {"phones", "emails", "addresses", "aliases"};
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
  std::string text(tabular::kByteOrderMark);
  tabular::AppendCsvRow(names, &text);
  return text;
}

}  // namespace guanxi::customer
