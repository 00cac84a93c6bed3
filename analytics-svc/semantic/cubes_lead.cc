// Cubes over leads and opportunities.
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

const char kAnswerSeconds[] = "UNIX_TIMESTAMP(f.first_call_time) - UNIX_TIMESTAMP(f.create_time)";

// A cube of names alone.
Cube Names(const char* name, Title title, const char* table, ReadRule rule,
           std::vector<Dimension> dimensions) {
  Cube cube;
  cube.name = name;
  cube.title = std::move(title);
  cube.table = table;
  cube.rules = {std::move(rule)};
  cube.dimensions = std::move(dimensions);
  return cube;
}

Cube LeadSources() {
  return Names("lead_sources", {"Sources of leads", "线索来源"}, "fact_lead_source",
               {"guanxi.dev/LeadSource", "leadSources.read", false},
               {TextOf("display_name", "Source", "来源"), TextOf("channel", "Channel", "渠道")});
}

Cube SourceCosts() {
  Cube cube;
  cube.name = "source_costs";
  cube.title = {"Costs of sources", "来源费用"};
  cube.table = "fact_source_cost";
  cube.rules = {{"guanxi.dev/LeadSource", "leadSources.read", false}};
  cube.measures = {SumOf("amount", "Cost", "费用", Unit::kMoney, "f.amount")};
  cube.dimensions = {{"source", {"Source", "来源"}, DimensionType::kId, "id", "leadSources"},
                     TextOf("currency", "Currency", "币种"),
                     DateOf("start_date", "Month", "月份")};
  cube.joins = {{"lead_sources", "{j}.id = {f}.id"}};
  return cube;
}

Cube Pipelines() {
  return Names("pipelines", {"Pipelines", "销售流程"}, "fact_pipeline",
               {"guanxi.dev/Pipeline", "pipelines.read", false},
               {TextOf("display_name", "Pipeline", "销售流程")});
}

Cube Stages() {
  return Names("stages", {"Stages", "销售阶段"}, "fact_stage",
               {"guanxi.dev/Stage", "pipelines.read", false},
               {TextOf("display_name", "Stage", "阶段"),
                {"position", {"Place in its pipeline", "阶段顺序"}, DimensionType::kNumber},
                {"probability", {"Probability", "赢率"}, DimensionType::kNumber}});
}

Cube Leads() {
  Cube cube;
  cube.name = "leads";
  cube.title = {"Leads", "线索"};
  cube.table = "fact_lead";
  cube.rules = {{"guanxi.dev/Lead", "leads.read"}};
  cube.measures = {
      CountOf("count", "Leads", "线索数"),
      CountOf("converted_count", "Leads converted", "转化线索数", "f.state = 'CONVERTED'"),
      CountOf("disqualified_count", "Leads disqualified", "无效线索数", "f.state = 'DISQUALIFIED'"),
      RatioOf("conversion_rate", "Conversion rate", "转化率", Unit::kShare, "converted_count",
              "count"),
      CountOf("answered_count", "Leads answered", "已响应线索数", "f.first_call_time IS NOT NULL"),
      RatioOf("answer_rate", "Share answered", "响应率", Unit::kShare, "answered_count", "count"),
      SumOf("answer_time", "Time to the first answer", "首次响应时长", Unit::kSeconds,
            kAnswerSeconds, "f.first_call_time IS NOT NULL"),
      RatioOf("average_answer_time", "Average time to the first answer", "平均首次响应时长",
              Unit::kSeconds, "answer_time", "answered_count")};
  cube.dimensions =
      Together(Owned(), {TextOf("state", "State", "状态"),
                         TextOf("state_reason", "Reason of its state", "状态原因"),
                         RecordOf("source", "Source", "来源", "leadSources"),
                         TextOf("medium", "Medium", "媒介"),
                         TextOf("campaign", "Campaign", "活动"),
                         TextOf("channel_state", "Channel", "渠道"),
                         TextOf("industry", "Industry", "行业"),
                         TextOf("region", "Region", "地区"),
                         TextOf("city", "City", "城市", "region"),
                         TextOf("grade", "Grade", "等级"),
                         {"fit_score", {"Score", "评分"}, DimensionType::kNumber},
                         TimeOf("create_time", "Created", "创建时间"),
                         TimeOf("state_time", "In its state since", "进入状态时间"),
                         TimeOf("first_call_time", "First answered", "首次响应时间")});
  cube.joins = {{"lead_sources", "{j}.id = {f}.source_id"},
                {"customers", "{j}.id = {f}.customer_id"},
                DepartmentJoin()};
  return cube;
}

Cube Opportunities() {
  Cube cube;
  cube.name = "opportunities";
  cube.title = {"Opportunities", "商机"};
  cube.table = "fact_opportunity";
  cube.rules = {{"guanxi.dev/Opportunity", "opportunities.read"}};
  const char* const won = "f.state = 'WON'";
  cube.measures = {
      CountOf("count", "Opportunities", "商机数"),
      CountOf("open_count", "Open opportunities", "进行中商机数", "f.state = 'OPEN'"),
      CountOf("won_count", "Opportunities won", "赢单数", won),
      CountOf("lost_count", "Opportunities lost", "输单数", "f.state = 'LOST'"),
      CountOf("closed_count", "Opportunities closed", "关闭商机数", "f.state IN ('WON', 'LOST')"),
      RatioOf("win_rate", "Win rate", "赢单率", Unit::kShare, "won_count", "closed_count"),
      SumOf("amount", "Amount", "商机金额", Unit::kBaseMoney, "f.base_amount"),
      SumOf("open_amount", "Amount of open ones", "进行中金额", Unit::kBaseMoney, "f.base_amount",
            "f.state = 'OPEN'"),
      SumOf("won_amount", "Amount won", "赢单金额", Unit::kBaseMoney, "f.base_amount", won),
      SumOf("lost_amount", "Amount lost", "输单金额", Unit::kBaseMoney, "f.base_amount",
            "f.state = 'LOST'"),
      CountOf("won_priced_count", "Opportunities won with an amount", "有金额的赢单数",
              "f.state = 'WON' AND f.base_amount IS NOT NULL"),
      RatioOf("average_won_amount", "Average deal", "平均单笔金额", Unit::kBaseMoney, "won_amount",
              "won_priced_count"),
      CountOf("unpriced_count", "Opportunities without a rate", "无汇率的商机数",
              "f.base_amount IS NULL AND f.amount IS NOT NULL"),
      SumOf("won_days", "Days to the deal", "赢单天数", Unit::kDays,
            "(UNIX_TIMESTAMP(f.closed_time) - UNIX_TIMESTAMP(f.create_time)) / 86400e0",
            "f.state = 'WON' AND f.closed_time IS NOT NULL"),
      CountOf("won_timed_count", "Opportunities won with a time", "有时间的赢单数",
              "f.state = 'WON' AND f.closed_time IS NOT NULL"),
      RatioOf("sales_cycle", "Sales cycle", "销售周期", Unit::kDays, "won_days", "won_timed_count"),
      DistinctOf("customers", "Customers", "客户数", "f.customer_id")};
  cube.dimensions =
      Together(Owned(), {RecordOf("customer", "Customer", "客户", "customers"),
                         RecordOf("pipeline", "Pipeline", "销售流程", "pipelines"),
                         TextOf("state", "State", "状态"), TextOf("currency", "Currency", "币种"),
                         TextOf("lost_reason", "Reason of the loss", "输单原因"),
                         TimeOf("create_time", "Created", "创建时间"),
                         TimeOf("closed_time", "Closed", "关闭时间"),
                         DateOf("close_date", "Expected to close", "预计成交日期")});
  cube.joins = Together(CustomerJoins("create_time"), {{"pipelines", "{j}.id = {f}.pipeline_id"},
                                                       {"stages", "{j}.id = {f}.stage_id"}});
  return cube;
}

Cube StageChanges() {
  Cube cube;
  cube.name = "stage_changes";
  cube.title = {"Stays in stages", "阶段停留"};
  cube.table = "fact_stage_change";
  cube.rules = {{"guanxi.dev/Opportunity", "opportunities.read"}};
  cube.measures = {
      CountOf("count", "Stays", "停留数"),
      DistinctOf("opportunities", "Opportunities", "商机数", "f.id"),
      CountOf("ended_count", "Stays that ended", "已结束停留数", "f.duration IS NOT NULL"),
      SumOf("duration", "Time in stages", "停留时长", Unit::kSeconds, "f.duration * 0.000001",
            "f.duration IS NOT NULL"),
      RatioOf("average_duration", "Average time in a stage", "平均停留时长", Unit::kSeconds,
              "duration", "ended_count")};
  cube.dimensions = Together(Owned(), {TimeOf("enter_time", "Entered", "进入时间"),
                                       TimeOf("leave_time", "Left", "离开时间")});
  cube.joins = {{"pipelines", "{j}.id = {f}.pipeline_id"},
                {"stages", "{j}.id = {f}.stage_id"},
                DepartmentJoin()};
  return cube;
}

Cube Wins() {
  Cube cube;
  cube.name = "wins";
  cube.title = {"Credited wins", "业绩"};
  cube.table = "fact_win";
  cube.rules = {{"guanxi.dev/WinEntry", "opportunities.read"}};
  cube.measures = {
      SumOf("amount", "Amount credited", "业绩金额", Unit::kBaseMoney, "f.base_amount"),
      CountOf("unpriced_count", "Credits without a rate", "无汇率的业绩数",
              "f.base_amount IS NULL AND f.amount IS NOT NULL"),
      DistinctOf("opportunities", "Opportunities", "商机数", "f.opportunity_id")};
  cube.dimensions = Together(Owned(), {RecordOf("user", "Credited to", "业绩归属人", "users"),
                                       TimeOf("create_time", "When", "时间")});
  cube.joins = {DepartmentJoin()};
  return cube;
}

}  // namespace

std::vector<Cube> LeadCubes() {
  return {Leads(),        LeadSources(), SourceCosts(), Opportunities(),
          StageChanges(), Pipelines(),   Stages(),      Wins()};
}

}  // namespace guanxi::analytics
