#include "analytics-svc/reports/rfm_matrix.h"

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "analytics-svc/engine/engine_errors.h"
#include "analytics-svc/reports/rfm_scores.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

// The column, and the field of customers, of an attribute: both have one name.
std::string ColumnOf(v1::GetRfmMatrixRequest::Attribute attribute) {
  switch (attribute) {
    case v1::GetRfmMatrixRequest::REGION:
      return "region";
    case v1::GetRfmMatrixRequest::INDUSTRY:
      return "industry";
    case v1::GetRfmMatrixRequest::CITY:
      return "city";
    case v1::GetRfmMatrixRequest::GRADE:
      return "grade";
    case v1::GetRfmMatrixRequest::SOURCE:
      return "source";
    default:
      return "";
  }
}

using CellKey = std::tuple<std::string, std::string, int>;  // row, part, class
struct CellFigures {
  int64_t customers = 0;
  money::Int amount = 0;
};
using Cells = std::map<CellKey, CellFigures>;

constexpr size_t kMostCells = 20'000;

absl::Status SetCells(const ReportCall& call, const Cells& cells, v1::RfmMatrix* matrix) {
  const CellFigures* richest = nullptr;
  int richest_at = 0;
  for (const auto& [key, figures] : cells) {
    v1::RfmMatrixCell& cell = *matrix->add_cells();
    cell.set_row(std::get<0>(key));
    cell.set_part(std::get<1>(key));
    cell.set_value_class(static_cast<v1::ValueClass>(std::get<2>(key)));
    cell.set_customers(figures.customers);
    GUANXI_ASSIGN_OR_RETURN(*cell.mutable_amount(), call.MoneyOf(figures.amount));
    if (cell.value_class() != v1::IMPORTANT_VALUE) continue;
    if (richest == nullptr || figures.customers > richest->customers ||
        (figures.customers == richest->customers && figures.amount > richest->amount)) {
      richest = &figures;
      richest_at = matrix->cells_size() - 1;
    }
  }
  if (richest != nullptr) *matrix->mutable_richest() = matrix->cells(richest_at);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RfmMatrix> MakeRfmMatrix(const ReportCall& call,
                                            const v1::GetRfmMatrixRequest& request) {
  Violations violations;
  GUANXI_ASSIGN_OR_RETURN(const RfmRule rule, TakeRfmRule(call, request.definition(), &violations));
  const RecordFilter filter = TakeFilter("filter", request.filter(), &violations);
  const std::string row = ColumnOf(request.rows());
  const std::string part = ColumnOf(request.parts());
  CheckEnum("rows", !row.empty(), &violations);
  CheckEnum("parts",
            (!part.empty() && part != row) ||
                request.parts() == v1::GetRfmMatrixRequest::ATTRIBUTE_UNSPECIFIED,
            &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_RETURN_IF_ERROR(call.CheckFields("fact_customer", {row}));
  if (!part.empty()) GUANXI_RETURN_IF_ERROR(call.CheckFields("fact_customer", {part}));
  v1::RfmMatrix matrix;
  GUANXI_ASSIGN_OR_RETURN(*matrix.mutable_watermark(), call.Watermark());
  Cells cells;
  GUANXI_ASSIGN_OR_RETURN(const ScoredCustomers scored,
                          ReadRfm(call, rule, filter, row, part, [&](const NonBuyer& one) {
                            ++cells[{one.row, one.part, v1::VALUE_CLASS_UNSPECIFIED}].customers;
                          }));
  for (const ScoredCustomer& one : scored.buyers) {
    CellFigures& figures = cells[{one.row, one.part, one.value_class}];
    ++figures.customers;
    figures.amount += one.values.amount;
  }
  if (cells.size() > kMostCells) return ResultTooLarge(kMostCells);
  *matrix.mutable_as_of() = rules::DateOf(rule.as_of);
  GUANXI_RETURN_IF_ERROR(SetCells(call, cells, &matrix));
  return matrix;
}

}  // namespace guanxi::analytics
