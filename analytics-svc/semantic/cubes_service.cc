// Cubes over tickets and what customers say of the service.
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

// A ticket that was merged is counted as the one as which it goes on.
constexpr char kWhole[] = "f.state <> 'MERGED'";

std::vector<Measure> BoardMeasures() {
  return {
      CountOf("count", "Tickets", "工单数", kWhole),
      CountOf("waiting_count", "Tickets waiting", "待处理工单数", "f.state = 'NEW'"),
      CountOf("in_work_count", "Tickets in work", "处理中工单数", "f.state IN ('OPEN', 'WAITING')"),
      CountOf("open_count", "Tickets not resolved", "未解决工单数",
              "f.state IN ('NEW', 'OPEN', 'WAITING')"),
      CountOf("solved_count", "Tickets solved", "已解决工单数",
              "f.state IN ('RESOLVED', 'CLOSED') AND f.resolve_time IS NOT NULL")};
}

std::vector<Measure> TimeMeasures() {
  return {CountOf("answered_count", "Tickets answered", "已响应工单数",
                  "f.state <> 'MERGED' AND f.first_response_time IS NOT NULL"),
          SumOf("response_time", "Time until the first response", "首次响应时长", Unit::kSeconds,
                "UNIX_TIMESTAMP(f.first_response_time) - UNIX_TIMESTAMP(f.create_time)",
                "f.state <> 'MERGED' AND f.first_response_time IS NOT NULL"),
          RatioOf("average_response_time", "Average first response time", "平均首次响应时长",
                  Unit::kSeconds, "response_time", "answered_count"),
          SumOf("resolution_time", "Time until solved", "解决时长", Unit::kSeconds,
                "UNIX_TIMESTAMP(f.resolve_time) - UNIX_TIMESTAMP(f.create_time)",
                "f.state IN ('RESOLVED', 'CLOSED') AND f.resolve_time IS NOT NULL"),
          RatioOf("average_resolution_time", "Mean resolution time", "平均解决时长", Unit::kSeconds,
                  "resolution_time", "solved_count")};
}

std::vector<Measure> QualityMeasures() {
  const char* const once = "f.state <> 'MERGED' AND f.first_resolve_time IS NOT NULL";
  const char* const rated = "f.state <> 'MERGED' AND f.satisfaction > 0";
  return {CountOf("once_solved_count", "Tickets solved at least once", "曾解决工单数", once),
          CountOf("first_contact_count", "Solved by the first answer", "一次解决工单数",
                  "f.state <> 'MERGED' AND f.first_contact_resolved = 1"),
          RatioOf("first_contact_rate", "First contact resolution", "一次解决率", Unit::kShare,
                  "first_contact_count", "once_solved_count"),
          CountOf("reopened_count", "Tickets reopened", "重开工单数",
                  "f.state <> 'MERGED' AND f.reopen_count > 0"),
          RatioOf("reopen_rate", "Share reopened", "重开率", Unit::kShare, "reopened_count",
                  "once_solved_count"),
          CountOf("escalated_count", "Tickets escalated", "升级工单数",
                  "f.state <> 'MERGED' AND f.escalation_level > 0"),
          CountOf("rated_count", "Tickets rated", "已评价工单数", rated),
          SumOf("satisfaction", "Satisfaction in all", "满意度总分", Unit::kPlain, "f.satisfaction",
                rated),
          RatioOf("average_satisfaction", "Average satisfaction", "平均满意度", Unit::kPlain,
                  "satisfaction", "rated_count")};
}

Cube Tickets() {
  Cube cube;
  cube.name = "service_tickets";
  cube.title = {"Service tickets", "服务工单"};
  cube.table = "fact_ticket";
  cube.rules = {{"guanxi.dev/ServiceTicket", "serviceTickets.read"}};
  cube.measures = Together(Together(BoardMeasures(), TimeMeasures()), QualityMeasures());
  cube.dimensions = Together(
      Owned(),
      {RecordOf("customer", "Customer", "客户", "customers"), TextOf("state", "State", "状态"),
       TextOf("channel", "Channel", "渠道"), TextOf("type", "Type", "类型"),
       TextOf("category", "Category", "分类", "type"), TextOf("priority", "Priority", "优先级"),
       TimeOf("create_time", "Created", "创建时间"),
       TimeOf("first_response_time", "First response", "首次响应时间"),
       TimeOf("resolve_time", "Solved", "解决时间")});
  cube.joins = CustomerJoins("create_time");
  return cube;
}

Cube Surveys() {
  Cube cube;
  cube.name = "surveys";
  cube.title = {"Survey answers", "问卷答复"};
  cube.table = "fact_survey";
  cube.rules = {{"guanxi.dev/SurveyResponse", "surveyResponses.read", /*is_owned=*/false}};
  cube.measures = {
      CountOf("count", "Answers", "答复数"),
      CountOf("nps_count", "Answers of NPS", "NPS 答复数", "f.kind = 'NPS'"),
      CountOf("promoter_count", "Promoters", "推荐者数", "f.kind = 'NPS' AND f.score >= 9"),
      CountOf("detractor_count", "Detractors", "贬损者数", "f.kind = 'NPS' AND f.score <= 6"),
      SumOf("nps_balance", "Promoters less detractors", "推荐者减贬损者", Unit::kPlain,
            "CASE WHEN f.score >= 9 THEN 1 WHEN f.score <= 6 THEN -1 ELSE 0 END", "f.kind = 'NPS'"),
      RatioOf("nps", "Net promoter score (-1 to 1)", "净推荐值（-1 至 1）", Unit::kPlain,
              "nps_balance", "nps_count"),
      CountOf("csat_count", "Answers of CSAT", "满意度答复数", "f.kind = 'CSAT'"),
      CountOf("satisfied_count", "Satisfied", "满意数", "f.kind = 'CSAT' AND f.score >= 4"),
      RatioOf("satisfied_rate", "Share satisfied", "满意率", Unit::kShare, "satisfied_count",
              "csat_count"),
      CountOf("ces_count", "Answers of CES", "费力度答复数", "f.kind = 'CES'"),
      SumOf("ces_score", "Ease in all", "费力度总分", Unit::kPlain, "f.score", "f.kind = 'CES'"),
      RatioOf("average_ces", "Average ease", "平均费力度", Unit::kPlain, "ces_score", "ces_count")};
  cube.dimensions = {RecordOf("survey", "Survey", "问卷", "surveys"),
                     RecordOf("customer", "Customer", "客户", "customers"),
                     TextOf("kind", "Kind", "类型"),
                     TextOf("campaign", "Campaign", "活动"),
                     {"by_link", {"By a link", "由链接"}, DimensionType::kBool},
                     TimeOf("create_time", "Answered", "答复时间")};
  cube.joins = {{"customers", "{j}.id = {f}.customer_id"}};
  return cube;
}

}  // namespace

std::vector<Cube> ServiceCubes() { return {Tickets(), Surveys()}; }

}  // namespace guanxi::analytics
