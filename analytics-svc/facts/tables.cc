#include "analytics-svc/facts/tables.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {

const Column* Table::Find(absl::string_view column) const {
  for (const Column& one : columns) {
    if (one.name == column) return &one;
  }
  return nullptr;
}

bool Table::is_below() const {
  return std::any_of(columns.begin(), columns.end(),
                     [](const Column& one) { return one.kind == ColumnKind::kAbove; });
}

const Column* Table::item() const {
  for (const Column& one : columns) {
    if (one.kind == ColumnKind::kItem) return &one;
  }
  return nullptr;
}

// Records above others come before those: who writes a record holds the ones above it first.
const std::vector<const Table*>& FactTables() {
  static const auto* const tables =
      new std::vector<const Table*>{&FactCustomer(),     &FactCustomerVersion(),
                                    &FactLead(),         &FactOpportunity(),
                                    &FactStageChange(),  &FactContract(),
                                    &FactCustomValue(),  &FactInteraction(),
                                    &FactOrder(),        &FactBehavior(),
                                    &FactVisitor(),      &FactLeadSource(),
                                    &FactSourceCost(),   &FactPipeline(),
                                    &FactStage(),        &FactWin(),
                                    &FactProduct(),      &FactQuote(),
                                    &FactQuoteLine(),    &FactPaymentPlan(),
                                    &FactPayment(),      &FactInvoice(),
                                    &FactTodo(),         &FactApproval(),
                                    &FactApprovalTask(), &FactSla(),
                                    &FactTicket(),       &FactSurvey()};
  return *tables;
}

const Table* FindFactTable(absl::string_view name) {
  for (const Table* table : FactTables()) {
    if (table->name == name) return table;
  }
  return nullptr;
}

namespace {

std::string Text(int size) { return absl::StrCat("VARCHAR(", size, ")"); }

std::string TypeOf(ColumnKind kind, int size) {
  switch (kind) {
    case ColumnKind::kId:
    case ColumnKind::kParent:
      return "BINARY(16)";
    case ColumnKind::kCollection:
      return Text(64);
    case ColumnKind::kText:
      return Text(size);
    case ColumnKind::kEnum:
      return Text(32);
    case ColumnKind::kInt:
    case ColumnKind::kDuration:
    case ColumnKind::kVersion:
      return "BIGINT";
    case ColumnKind::kBool:
      return "TINYINT";
    case ColumnKind::kDecimal:
    case ColumnKind::kAmount:
      return "DECIMAL(38,9)";
    case ColumnKind::kCurrency:
      return "CHAR(3)";
    case ColumnKind::kDate:
      return "DATE";
    case ColumnKind::kTime:
    case ColumnKind::kChangedTime:
    case ColumnKind::kEnteredTime:
    case ColumnKind::kVersionTime:
      return "DATETIME(6)";
    case ColumnKind::kItem:
      return size > 0 ? Text(size) : "BIGINT";
    case ColumnKind::kAbove:
    case ColumnKind::kPart:
      break;
  }
  return "";
}

}  // namespace

std::string SqlType(const Column& column) {
  if (column.kind == ColumnKind::kAbove) {
    return column.value == "base_rate" ? TypeOf(ColumnKind::kDecimal, 0)
                                       : TypeOf(ColumnKind::kId, 0);
  }
  if (column.kind == ColumnKind::kPart) return TypeOf(column.part_kind, column.size);
  return TypeOf(column.kind, column.size);
}

bool IsRequired(const Column& column) {
  return column.kind == ColumnKind::kItem || column.kind == ColumnKind::kInt ||
         column.kind == ColumnKind::kBool || column.kind == ColumnKind::kVersion;
}

}  // namespace guanxi::analytics
