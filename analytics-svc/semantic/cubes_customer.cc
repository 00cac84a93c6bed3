// Cubes over what customer-svc has.
#include "analytics-svc/semantic/cubes.h"

namespace guanxi::analytics {
namespace {

std::vector<Dimension> Profile() {
  return {TextOf("type", "Kind of customer", "客户类型"),
          TextOf("industry", "Industry", "行业"),
          TextOf("region", "Region", "地区"),
          TextOf("city", "City", "城市", "region"),
          TextOf("lifecycle_stage", "Lifecycle stage", "生命周期阶段"),
          TextOf("grade", "Grade", "客户等级"),
          TextOf("source", "Source", "来源"),
          TextOf("size", "Size", "规模")};
}

Cube Customers() {
  Cube cube;
  cube.name = "customers";
  cube.title = {"Customers", "客户"};
  cube.table = "fact_customer";
  cube.rules = {{"guanxi.dev/Customer", "customers.read"}};
  cube.measures = {
      CountOf("count", "Customers", "客户数"),
      CountOf("deal_count", "Customers with a deal", "成交客户数",
              "f.lifecycle_stage IN ('DEAL', 'LOYAL')"),
      CountOf("churned_count", "Customers lost", "流失客户数", "f.lifecycle_stage = 'CHURNED'"),
      RatioOf("deal_rate", "Share with a deal", "成交率", Unit::kShare, "deal_count", "count")};
  cube.dimensions = Together(Together(Profile(), Owned()),
                             {RecordOf("referrer", "Referrer", "推荐人", "customers"),
                              RecordOf("pool", "Pool", "公海", "customerPools"),
                              TimeOf("create_time", "Created", "创建时间"),
                              TimeOf("lifecycle_time", "In its stage since", "进入阶段时间")});
  cube.joins = {DepartmentJoin()};
  return cube;
}

// What customers were when something happened.
Cube CustomersThen() {
  Cube cube;
  cube.name = "customers_then";
  cube.title = {"Customers as they were", "当时的客户"};
  cube.table = "fact_customer_version";
  cube.rules = {{"guanxi.dev/Customer", "customers.read", /*is_owned=*/false}};
  cube.dimensions = Together(Profile(), Owned());
  cube.only_joined = true;
  return cube;
}

Cube Interactions() {
  Cube cube;
  cube.name = "interactions";
  cube.title = {"Interactions", "互动"};
  cube.table = "fact_interaction";
  cube.rules = {{"guanxi.dev/Interaction", "customers.read", true, "f.subject_type = 'customers'"},
                {"guanxi.dev/LeadInteraction", "leads.read", true, "f.subject_type = 'leads'"},
                {"guanxi.dev/OpportunityInteraction", "opportunities.read", true,
                 "f.subject_type = 'opportunities'"}};
  cube.measures = {CountOf("count", "Interactions", "互动数"),
                   DistinctOf("customers", "Customers spoken to", "互动客户数", "f.customer_id"),
                   DistinctOf("actors", "People who did them", "互动人数", "f.actor_id"),
                   SumOf("duration", "Duration", "时长", Unit::kSeconds, "f.duration * 0.000001",
                         "f.duration IS NOT NULL"),
                   CountOf("timed_count", "Interactions with a duration", "有时长的互动数",
                           "f.duration IS NOT NULL"),
                   RatioOf("average_duration", "Average duration", "平均时长", Unit::kSeconds,
                           "duration", "timed_count")};
  cube.dimensions =
      Together(Owned(), {RecordOf("actor", "Who did it", "执行人", "users"),
                         TextOf("subject_type", "About", "对象类型"),
                         TextOf("channel", "Channel", "渠道"),
                         TextOf("direction", "Direction", "方向"),
                         TextOf("outcome", "Outcome", "结果"),
                         TextOf("sentiment", "Sentiment", "情绪"),
                         {"automatic", {"Made by itself", "自动"}, DimensionType::kBool},
                         TimeOf("occur_time", "When", "发生时间")});
  cube.joins = CustomerJoins("occur_time");
  return cube;
}

// Each customer's first day with an order: those of later days are repeat orders.
Join FirstOrders() {
  Join join;
  join.name = "first_orders";
  join.relation =
      "(SELECT o.customer_id AS id, MIN(o.order_date) AS first_date FROM fact_order o "
      "WHERE o.tenant_id = {tenant} AND o.live = 1 AND o.state <> 'CANCELLED' "
      "GROUP BY o.customer_id)";
  join.on = "{j}.id = {f}.customer_id";
  return join;
}

Cube Orders() {
  Cube cube;
  cube.name = "orders";
  cube.title = {"Orders", "订单"};
  cube.table = "fact_order";
  cube.rules = {{"guanxi.dev/Order", "customers.read"}};
  const char* const kept = "f.state <> 'CANCELLED'";
  const Measure repeaters =
      DistinctOf("repeat_customers", "Customers who bought again", "复购客户数", "f.customer_id",
                 "f.state <> 'CANCELLED' AND f.order_date > {first_orders}.first_date");
  const Measure rate = RatioOf("repurchase_rate", "Repurchase rate", "复购率", Unit::kShare,
                               "repeat_customers", "customers");
  cube.measures = {
      CountOf("count", "Orders", "订单数", kept),
      CountOf("cancelled_count", "Orders cancelled", "取消订单数", "f.state = 'CANCELLED'"),
      SumOf("amount", "Order amount", "订单金额", Unit::kBaseMoney, "f.base_amount", kept),
      CountOf("priced_count", "Orders with an amount", "有金额的订单数",
              "f.state <> 'CANCELLED' AND f.base_amount IS NOT NULL"),
      CountOf("unpriced_count", "Orders without a rate", "无汇率的订单数",
              "f.state <> 'CANCELLED' AND f.base_amount IS NULL AND f.amount IS NOT NULL"),
      RatioOf("average_amount", "Average order", "客单价", Unit::kBaseMoney, "amount",
              "priced_count"),
      DistinctOf("customers", "Customers who bought", "下单客户数", "f.customer_id", kept),
      repeaters,
      rate};
  cube.dimensions =
      Together(Owned(), {RecordOf("customer", "Customer", "客户", "customers"),
                         TextOf("state", "State", "状态"), TextOf("currency", "Currency", "币种"),
                         DateOf("order_date", "Order date", "下单日期"),
                         TimeOf("create_time", "Created", "创建时间")});
  cube.joins = Together(CustomerJoins("order_date"), {FirstOrders()});
  return cube;
}

Cube Behavior() {
  Cube cube;
  cube.name = "behavior";
  cube.title = {"Behaviour", "行为"};
  cube.table = "fact_behavior";
  cube.rules = {{"guanxi.dev/BehaviorEvent", "behaviorEvents.read", /*is_owned=*/false}};
  cube.measures = {CountOf("count", "Events", "事件数"),
                   DistinctOf("customers", "Customers", "客户数", "f.customer_id"),
                   DistinctOf("visitors", "Visitors", "访客数", "f.visitor")};
  cube.dimensions = {TextOf("kind", "Kind", "类型"), TextOf("topic", "Topic", "主题"),
                     TextOf("channel_state", "Channel", "渠道"),
                     TimeOf("occur_time", "When", "发生时间")};
  cube.joins = {{"customers", "{j}.id = {f}.customer_id"}};
  return cube;
}

}  // namespace

std::vector<Cube> CustomerCubes() {
  return {Customers(), CustomersThen(), Interactions(), Orders(), Behavior()};
}

}  // namespace guanxi::analytics
