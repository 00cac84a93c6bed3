#include "analytics-svc/reports/rfm_scores.h"

#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_errors.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

constexpr int64_t kMostCustomers = 2'000'000;

v1::ValueClass ToProto(ValueClass value) {
  switch (value) {
    case ValueClass::kImportantValue:
      return v1::IMPORTANT_VALUE;
    case ValueClass::kImportantDevelop:
      return v1::IMPORTANT_DEVELOP;
    case ValueClass::kImportantKeep:
      return v1::IMPORTANT_KEEP;
    case ValueClass::kImportantWinBack:
      return v1::IMPORTANT_WIN_BACK;
    case ValueClass::kGeneralValue:
      return v1::GENERAL_VALUE;
    case ValueClass::kGeneralDevelop:
      return v1::GENERAL_DEVELOP;
    case ValueClass::kGeneralKeep:
      return v1::GENERAL_KEEP;
    case ValueClass::kGeneralWinBack:
      return v1::GENERAL_WIN_BACK;
  }
  return v1::VALUE_CLASS_UNSPECIFIED;
}

struct Bought {
  RfmValues values;
  int64_t without_amount = 0;
};

using ByCustomer = absl::flat_hash_map<Uuid, Bought>;

absl::StatusOr<ByCustomer> ReadBuyers(const ReportCall& call, const RfmRule& rule) {
  ByCustomer buyers;
  GUANXI_RETURN_IF_ERROR(
      ForEachCustomer(call, rule.source, {}, rule.days, [&](CustomerPurchases one) -> absl::Status {
        if (static_cast<int64_t>(buyers.size()) >= kMostCustomers) {
          return ResultTooLarge(kMostCustomers);
        }
        const auto values = RfmValuesOf(one.by_day, rule.as_of);
        if (values.has_value()) buyers[one.customer] = {*values, one.without_amount};
        return absl::OkStatus();
      }));
  return buyers;
}

absl::StatusOr<SqlResult> ReadPage(const ReportCall& call, const Fragment& rows,
                                   const std::string& row, const std::string& part,
                                   const std::optional<Uuid>& after) {
  const auto column = [](const std::string& name) {
    return name.empty() ? std::string("NULL") : absl::StrCat("f.", name);
  };
  Fragment sql(absl::StrCat("SELECT f.id, ", column(row), ", ", column(part),
                            " FROM fact_customer f WHERE "));
  sql.Add(rows);
  if (after.has_value()) sql.Add(" AND f.id > ").Bind(*after);
  sql.Add(" ORDER BY f.id LIMIT ").Bind(kPageRows);
  return call.Run("report.customers", std::move(sql));
}

}  // namespace

absl::StatusOr<ScoredCustomers> ReadRfm(const ReportCall& call, const RfmRule& rule,
                                        const RecordFilter& filter, const std::string& row,
                                        const std::string& part,
                                        const std::function<void(const NonBuyer&)>& non_buyer) {
  GUANXI_RETURN_IF_ERROR(CheckPurchaseFields(call, rule.source));
  GUANXI_ASSIGN_OR_RETURN(const Fragment rows, call.Rows("fact_customer", filter));
  GUANXI_ASSIGN_OR_RETURN(const ByCustomer bought, ReadBuyers(call, rule));
  ScoredCustomers scored;
  std::vector<RfmValues> values;
  std::optional<Uuid> after;
  for (bool is_last = false; !is_last;) {
    GUANXI_ASSIGN_OR_RETURN(const SqlResult page, ReadPage(call, rows, row, part, after));
    is_last = static_cast<int64_t>(page.rows()) < kPageRows;
    for (size_t i = 0; i < page.rows(); ++i) {
      after = page.Id(i, 0);
      const auto found = bought.find(*after);
      if (found == bought.end()) {
        non_buyer({*after, page.Text(i, 1), page.Text(i, 2)});
        continue;
      }
      ScoredCustomer& one = scored.buyers.emplace_back();
      one.customer = *after;
      one.values = found->second.values;
      one.row = page.Text(i, 1);
      one.part = page.Text(i, 2);
      scored.without_amount += found->second.without_amount;
      values.push_back(one.values);
    }
  }
  scored.cuts = rule.is_fixed ? rule.cuts : QuantileCuts(values, rule.scores, UnitOfAmounts());
  for (ScoredCustomer& one : scored.buyers) {
    one.scores = ScoresOf(one.values, scored.cuts);
    one.value_class = ToProto(ClassOf(one.scores, rule.high_from));
  }
  return scored;
}

}  // namespace guanxi::analytics
