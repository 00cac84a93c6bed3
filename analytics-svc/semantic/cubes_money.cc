// Cubes over quotes, contracts and their money.
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

Cube Quotes() {
  Cube cube;
  cube.name = "quotes";
  cube.title = {"Quotes", "报价"};
  cube.table = "fact_quote";
  cube.rules = {{"guanxi.dev/Quote", "quotes.read"}};
  cube.measures = {
      CountOf("count", "Quotes", "报价数"),
      CountOf("sent_count", "Quotes sent", "已发送报价数", "f.send_time IS NOT NULL"),
      CountOf("accepted_count", "Quotes accepted", "已接受报价数", "f.state = 'ACCEPTED'"),
      CountOf("rejected_count", "Quotes rejected", "已拒绝报价数", "f.state = 'REJECTED'"),
      CountOf("answered_count", "Quotes answered", "已答复报价数",
              "f.state IN ('ACCEPTED', 'REJECTED')"),
      RatioOf("acceptance_rate", "Acceptance rate", "接受率", Unit::kShare, "accepted_count",
              "answered_count"),
      SumOf("amount", "Amount quoted", "报价金额", Unit::kMoney, "f.amount")};
  cube.dimensions = Together(
      Owned(), {RecordOf("customer", "Customer", "客户", "customers"),
                TextOf("state", "State", "状态"),
                TextOf("currency", "Currency", "币种"),
                TextOf("reject_reason", "Reason of the rejection", "拒绝原因"),
                {"above_limit", {"Discount above the limit", "超折扣上限"}, DimensionType::kBool},
                TimeOf("create_time", "Created", "创建时间"),
                TimeOf("send_time", "Sent", "发送时间"),
                TimeOf("answer_time", "Answered", "答复时间")});
  cube.joins = CustomerJoins("create_time");
  return cube;
}

Cube Contracts() {
  Cube cube;
  cube.name = "contracts";
  cube.title = {"Contracts", "合同"};
  cube.table = "fact_contract";
  cube.rules = {{"guanxi.dev/Contract", "contracts.read"}};
  // Drafts are not, and what was given up before it was signed never will be.
  const char* const made = "f.sign_date IS NOT NULL";
  cube.measures = {
      CountOf("count", "Contracts", "合同数", made),
      CountOf("draft_count", "Drafts", "草稿合同数", "f.state = 'DRAFT'"),
      SumOf("amount", "Contract amount", "合同金额", Unit::kBaseMoney, "f.base_amount", made),
      CountOf("priced_count", "Contracts with an amount", "有金额的合同数",
              "f.sign_date IS NOT NULL AND f.base_amount IS NOT NULL"),
      RatioOf("average_amount", "Average contract", "平均合同金额", Unit::kBaseMoney, "amount",
              "priced_count"),
      CountOf("unpriced_count", "Contracts without a rate", "无汇率的合同数",
              "f.sign_date IS NOT NULL AND f.base_amount IS NULL AND f.amount IS NOT NULL"),
      // Of contracts that were told of before the currency was, it was the company's.
      SumOf("received_amount", "Received on contracts", "合同回款", Unit::kBaseMoney,
            "CASE WHEN COALESCE(f.received_base_currency, {currency}) = {currency} THEN "
            "f.received_base_amount END",
            made),
      CountOf("breached_count", "Contracts ever breached", "违约合同数",
              "f.sign_date IS NOT NULL AND f.breach_time IS NOT NULL"),
      RatioOf("breach_rate", "Breach rate", "违约率", Unit::kShare, "breached_count", "count"),
      CountOf("renewed_count", "Contracts renewed", "续签合同数",
              "f.sign_date IS NOT NULL AND f.renewed_by_id IS NOT NULL"),
      DistinctOf("customers", "Customers under contract", "签约客户数", "f.customer_id", made)};
  cube.dimensions = Together(
      Owned(),
      {RecordOf("customer", "Customer", "客户", "customers"), TextOf("type", "Kind", "合同类型"),
       TextOf("state", "State", "状态"), TextOf("currency", "Currency", "币种"),
       TextOf("breach_reason", "Reason of the breach", "违约原因"),
       TextOf("end_reason", "Reason of the end", "终止原因"),
       DateOf("sign_date", "Signed", "签约日期"), DateOf("start_date", "Begins", "开始日期"),
       DateOf("end_date", "Ends", "到期日期"),
       TimeOf("breach_time", "First breached", "首次违约时间"),
       TimeOf("create_time", "Created", "创建时间")});
  cube.joins = CustomerJoins("sign_date");
  return cube;
}

// The contract of an instalment says into which currency its rate converts.
Join ContractRates() {
  Join join;
  join.name = "contract_rates";
  join.relation =
      "(SELECT k.id AS id, k.base_currency AS base_currency FROM fact_contract k "
      "WHERE k.tenant_id = {tenant} AND k.live = 1)";
  join.on = "{j}.id = {f}.contract_id";
  join.reads = {"contracts.base_currency"};
  return join;
}

Cube PaymentPlans() {
  Cube cube;
  cube.name = "payment_plans";
  cube.title = {"Instalments", "回款计划"};
  cube.table = "fact_payment_plan";
  cube.rules = {{"guanxi.dev/PaymentPlan", "contracts.read"}};
  // By the contract's rate, each rounded to a hundredth; a rate into another currency is none.
  const char* const planned =
      "CASE WHEN {contract_rates}.base_currency = {currency} THEN ROUND(f.amount * f.base_rate, 2) "
      "END";
  const char* const open =
      "CASE WHEN {contract_rates}.base_currency = {currency} THEN "
      "ROUND(f.open_amount * f.base_rate, 2) END";
  const char* const overdue = "f.outstanding = 1 AND f.due_date < {today}";
  cube.measures = {
      CountOf("count", "Instalments", "回款计划数", "f.state <> 'CANCELLED'"),
      SumOf("planned_amount", "Amount planned", "计划回款", Unit::kBaseMoney, planned,
            "f.state <> 'CANCELLED'"),
      SumOf("receivable_amount", "Receivables", "应收账款", Unit::kBaseMoney, open,
            "f.outstanding = 1"),
      SumOf("overdue_amount", "Overdue receivables", "逾期应收", Unit::kBaseMoney, open, overdue),
      CountOf("overdue_count", "Overdue instalments", "逾期回款数", overdue),
      RatioOf("overdue_rate", "Overdue rate", "逾期率", Unit::kShare, "overdue_amount",
              "receivable_amount"),
      CountOf(
          "unpriced_count", "Open instalments without a rate", "无汇率的应收数",
          "f.outstanding = 1 AND (f.base_rate IS NULL OR {contract_rates}.base_currency IS NULL "
          "OR {contract_rates}.base_currency <> {currency})")};
  cube.dimensions =
      Together(Owned(), {RecordOf("customer", "Customer", "客户", "customers"),
                         RecordOf("contract", "Contract", "合同", "contracts"),
                         TextOf("state", "State", "状态"), TextOf("currency", "Currency", "币种"),
                         DateOf("due_date", "Due", "到期日期")});
  cube.joins = Together(CustomerJoins("due_date"), {ContractRates()});
  return cube;
}

Cube Payments() {
  Cube cube;
  cube.name = "payments";
  cube.title = {"Payments", "回款"};
  cube.table = "fact_payment";
  cube.rules = {{"guanxi.dev/Payment", "contracts.read"}};
  cube.measures = {
      CountOf("count", "Payments", "回款笔数", "f.state = 'CONFIRMED' AND f.kind = 'RECEIPT'"),
      SumOf("received_amount", "Received, refunds taken off", "净回款", Unit::kBaseMoney,
            "CASE WHEN f.kind = 'REFUND' THEN -f.base_amount ELSE f.base_amount END",
            "f.state = 'CONFIRMED'"),
      SumOf("refunded_amount", "Refunded", "退款", Unit::kBaseMoney, "f.base_amount",
            "f.state = 'CONFIRMED' AND f.kind = 'REFUND'"),
      CountOf("unpriced_count", "Payments without a rate", "无汇率的回款数",
              "f.state = 'CONFIRMED' AND f.base_amount IS NULL"),
      DistinctOf("customers", "Customers who paid", "回款客户数", "f.customer_id",
                 "f.state = 'CONFIRMED' AND f.kind = 'RECEIPT'")};
  cube.dimensions = Together(
      Owned(),
      {RecordOf("customer", "Customer", "客户", "customers"),
       RecordOf("contract", "Contract", "合同", "contracts"), TextOf("state", "State", "状态"),
       TextOf("kind", "Kind", "类型"), TextOf("means", "Means", "付款方式"),
       TextOf("currency", "Currency", "币种"), DateOf("pay_date", "Paid", "回款日期")});
  cube.joins = CustomerJoins("pay_date");
  return cube;
}

Cube Invoices() {
  Cube cube;
  cube.name = "invoices";
  cube.title = {"Invoices", "发票"};
  cube.table = "fact_invoice";
  cube.rules = {{"guanxi.dev/Invoice", "contracts.read"}};
  const char* const issued = "f.state = 'ISSUED'";
  // The amounts of red letters are what they take back.
  cube.measures = {
      CountOf("count", "Invoices", "发票数", "f.state = 'ISSUED' AND f.red_letter_of_id IS NULL"),
      CountOf("red_letter_count", "Red letters", "红字发票数",
              "f.state = 'ISSUED' AND f.red_letter_of_id IS NOT NULL"),
      SumOf("amount", "Amount invoiced", "开票金额", Unit::kMoney,
            "CASE WHEN f.red_letter_of_id IS NULL THEN f.amount ELSE -f.amount END", issued),
      SumOf("tax_amount", "Tax", "税额", Unit::kMoney,
            "CASE WHEN f.red_letter_of_id IS NULL THEN f.tax_amount ELSE -f.tax_amount END",
            issued)};
  cube.dimensions =
      Together(Owned(), {RecordOf("contract", "Contract", "合同", "contracts"),
                         TextOf("kind", "Kind", "类型"), TextOf("state", "State", "状态"),
                         TextOf("currency", "Currency", "币种"),
                         DateOf("issue_date", "Issued", "开票日期")});
  cube.joins = {DepartmentJoin()};
  return cube;
}

}  // namespace

std::vector<Cube> MoneyCubes() {
  return {Quotes(), Contracts(), PaymentPlans(), Payments(), Invoices()};
}

}  // namespace guanxi::analytics
