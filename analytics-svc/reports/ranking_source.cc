#include "analytics-svc/reports/ranking_source.h"

namespace guanxi::analytics {

RankingSource SourceOf(v1::GetRankingRequest::Measure measure) {
  using Request = v1::GetRankingRequest;
  switch (measure) {
    case Request::NEW_LEADS:
      return {"fact_lead", "owner_id", "create_time", "", ""};
    case Request::INTERACTIONS:
      return {"fact_interaction", "actor_id", "occur_time", "", "", false, "actor", "occur_time"};
    case Request::WON_AMOUNT:
      return {"fact_win", "user_id", "create_time", "", "f.base_amount", false, "user"};
    case Request::CONTRACT_AMOUNT:
      return {"fact_contract", "owner_id", "sign_date", "",
              "f.base_amount", true,       "owner",     "sign_date"};
    case Request::RECEIPTS:
      return {"fact_payment",
              "owner_id",
              "pay_date",
              " AND f.state = 'CONFIRMED'",
              "CASE WHEN f.kind = 'REFUND' THEN -f.base_amount ELSE f.base_amount END",
              true,
              "state",
              "pay_date"};
    default:
      return {"fact_customer", "owner_id", "create_time", "", ""};
  }
}

}  // namespace guanxi::analytics
