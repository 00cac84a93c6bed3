#include "analytics-svc/reports/ranking_source.h"

#include <utility>

#include "analytics-svc/semantic/model.h"

namespace guanxi::analytics {

std::vector<std::string> ColumnsOf(const RankingSource& source, bool is_by_department) {
  std::vector<std::string> columns = ColumnsIn(source.condition);
  for (std::string& column : ColumnsIn(source.amount)) columns.push_back(std::move(column));
  columns.emplace_back(is_by_department ? "department_id" : source.user);
  columns.emplace_back(source.time);
  return columns;
}

RankingSource SourceOf(v1::GetRankingRequest::Measure measure) {
  using Request = v1::GetRankingRequest;
  switch (measure) {
    case Request::NEW_LEADS:
      return {"fact_lead", "owner_id", "create_time", "", ""};
    case Request::INTERACTIONS:
      return {"fact_interaction", "actor_id", "occur_time", "", ""};
    case Request::WON_AMOUNT:
      return {"fact_win", "user_id", "create_time", "", "f.base_amount"};
    case Request::CONTRACT_AMOUNT:
      return {"fact_contract", "owner_id", "sign_date", "", "f.base_amount", true};
    case Request::RECEIPTS:
      return {"fact_payment",
              "owner_id",
              "pay_date",
              " AND f.state = 'CONFIRMED'",
              "CASE WHEN f.kind = 'REFUND' THEN -f.base_amount ELSE f.base_amount END",
              true};
    default:
      return {"fact_customer", "owner_id", "create_time", "", ""};
  }
}

}  // namespace guanxi::analytics
