#include "customer-svc/contract_stage.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "customer-svc/resources.h"
#include "customer-svc/services.h"

namespace guanxi::customer {
namespace {

// Of customers and contacts alike.
constexpr char kFirstPoints[] = R"(
  phones { number: "+8657188886666" label: "总机" }
  emails { address: "li@example.com" label: "工作" }
)";
constexpr char kSecondPoints[] = R"(
  phones { number: "+8613800138000" label: "手机" }
  emails { address: "wang@example.com" label: "私人" }
)";
constexpr char kFirstAddress[] = R"(addresses { country: "CN" city: "杭州" street: "滨盛路" })";
constexpr char kSecondAddress[] = R"(addresses { country: "DE" city: "Bonn" street: "Am Markt" })";

// With somebody, or with a department.
std::vector<contract::Sample> Shares() {
  return {
      {"guanxi.customer.v1.CustomerShare",
       R"(user: "users/0196b0a0-0000-7000-8000-000000000001"
            expire_time { seconds: 1890000000 })",
       R"(user: "users/0196b0a0-0000-7000-8000-000000000002"
            expire_time { seconds: 1890100000 })",
       /*without=*/{"department"},
       {}},
      {"guanxi.customer.v1.CustomerShare",
       R"(department: "departments/0196b0a0-0000-7000-8000-000000000003"
            expire_time { seconds: 1890000000 })",
       R"(department: "departments/0196b0a0-0000-7000-8000-000000000004"
            expire_time { seconds: 1890100000 })",
       /*without=*/{"user"},
       {}},
  };
}

// Its lines are in its currency.
contract::Sample OrderSample() {
  return {"guanxi.customer.v1.Order",
          R"(amount { currency_code: "CNY" units: 10 } state: PLACED
          order_date { year: 2026 month: 3 day: 31 } source_time { seconds: 1782000000 }
          lines { display_name: "标准版" product_code: "A-1" quantity { value: "2" }
                  amount { currency_code: "CNY" units: 10 } }
          shipment { carrier: "顺丰" tracking_number: "SF1" ship_time { seconds: 1782000000 }
                     delivery_time { seconds: 1782000001 } })",
          R"(amount { currency_code: "CNY" units: 11 } state: SHIPPED
          order_date { year: 2026 month: 4 day: 30 } source_time { seconds: 1783000000 }
          lines { display_name: "专业版" product_code: "B-1" quantity { value: "2.5" }
                  amount { currency_code: "CNY" units: 11 } }
          shipment { carrier: "京东" tracking_number: "JD1" ship_time { seconds: 1783000000 }
                     delivery_time { seconds: 1783000001 } })",
          /*without=*/{"base_amount"},
          /*fixed=*/{"base_amount"}};
}

// What feeds tell, the service makes.
std::vector<contract::Sample> FeedSamples() {
  return {
      {"guanxi.customer.v1.Feed",
       R"(kind: REGISTRY url: "https://feeds.example.com/v1" watch: ASKED refresh_hours: 24
          calls_per_minute: 10)",
       R"(kind: TENDERS url: "https://feeds.example.org/v2" watch: ALL refresh_hours: 48
          calls_per_minute: 20)",
       {},
       {}},
      {"guanxi.customer.v1.Enrichment",
       R"(feed: "feeds/0196b0a0-0000-7000-8000-000000000001" kind: REGISTRY state: QUEUED)",
       R"(feed: "feeds/0196b0a0-0000-7000-8000-000000000002" kind: TENDERS state: DONE
          finding_count: 2)",
       {},
       {}},
      {"guanxi.customer.v1.Finding",
       R"(feed: "feeds/0196b0a0-0000-7000-8000-000000000001" kind: TENDERS external_id: "t1"
          title: "采购" occur_time { seconds: 1782000000 })",
       R"(feed: "feeds/0196b0a0-0000-7000-8000-000000000002" kind: OPINION external_id: "o1"
          title: "报道" occur_time { seconds: 1783000000 })",
       {},
       {}},
      {"guanxi.customer.v1.RiskSignal",
       R"(kind: LAWSUIT severity: RISK_HIGH state: OPEN title: "被执行"
          evidence { url: "https://court.example.com/1" text: "执行" }
          occur_time { seconds: 1782000000 })",
       R"(kind: CONTRACT severity: RISK_LOW state: ACKNOWLEDGED title: "拖欠货款"
          evidence { url: "https://court.example.com/2" text: "欠款" }
          occur_time { seconds: 1783000000 })",
       {},
       {}},
  };
}

// To a customer, a contact or one of ours.
std::vector<contract::Sample> Ties() {
  const std::string first = R"(type: KNOWS weight: 30 share_basis_points: 100
      valid_from_date { year: 2026 month: 1 day: 1 }
      valid_to_date { year: 2027 month: 1 day: 1 })";
  const std::string second = R"(type: WORKED_WITH weight: 40 share_basis_points: 200
      valid_from_date { year: 2026 month: 2 day: 1 }
      valid_to_date { year: 2027 month: 2 day: 1 })";
  const char* const kType = "guanxi.customer.v1.Relationship";
  return {
      {kType, first, second,
       /*without=*/{"target_contact", "target_user"},
       /*fixed=*/{},
       /*needed=*/{"target_customer"}},
      // Its source is a contact itself, which may be the only one there is.
      {kType, first, second,
       /*without=*/{"target_customer", "target_user", "source_contact"},
       /*fixed=*/{},
       /*needed=*/{"target_contact"}},
      {kType,
       first + R"(target_user: "users/0196b0a0-0000-7000-8000-000000000001")",
       second + R"(target_user: "users/0196b0a0-0000-7000-8000-000000000002")",
       /*without=*/{"target_customer", "target_contact"},
       {}},
  };
}

contract::Sample PoolSample() {
  // Policies are of leads' pools alone.
  return {
      "guanxi.pool.v1.Pool",
      R"(members: "users/0196b0a0-0000-7000-8000-000000000001" claims_per_day: 5 most_in_hand: 30
          shown_fields: "industry" shown_fields: "region" recycle_filter: "grade = LOW"
          warn_days: 2)",
      R"p(members: "departments/0196b0a0-0000-7000-8000-000000000003" claims_per_day: 6
           most_in_hand: 31 shown_fields: "city"
           recycle_filter: "update_time < ago(\"48h\")" warn_days: 3)p",
      /*without=*/{"recycle_policies"},
      /*fixed=*/{"recycle_policies"}};
}

// Tickets, the rules by which nobody gets those of others, and what customers answer.
std::vector<contract::Sample> ServiceSamples() {
  return {
      // A contact is one of the customer's. Stored as NORMAL where the priority is not stated.
      {"guanxi.customer.v1.ServiceTicket",
       "priority: HIGH",
       "priority: URGENT",
       /*without=*/{"contact"},
       {}},
      {"guanxi.customer.v1.ServiceTicket",
       "priority: HIGH",
       "priority: URGENT",
       /*without=*/{"customer"},
       {}},
      {"guanxi.customer.v1.TicketRule",
       R"(condition: "category = \"x1\"" order: 1 most_open: 3 first_contact_days: 5 strategy: LEAST_OPEN
          assignees: "users/0196b0a0-0000-7000-8000-000000000001"
          escalate_to: "users/0196b0a0-0000-7000-8000-000000000002")",
       R"(condition: "category = \"x2\"" order: 2 most_open: 4 first_contact_days: 6 strategy: ROUND_ROBIN
          assignees: "users/0196b0a0-0000-7000-8000-000000000002"
          escalate_to: "users/0196b0a0-0000-7000-8000-000000000001")",
       {},
       {}},
      {"guanxi.customer.v1.Survey", "kind: CSAT", "kind: CSAT", {}, /*fixed=*/{"kind"}},
      // Of a ticket it is the ticket's customer: survey_page_test.
      {"guanxi.customer.v1.SurveyResponse",
       "score: 4",
       "score: 5",
       /*without=*/{"service_ticket"},
       {}},
      {"guanxi.customer.v1.SurveyResponse", "score: 3", "score: 2", /*without=*/{"customer"}, {}},
  };
}

// By condition or by list; rules with conditions, and policies with paths of fields.
std::vector<contract::Sample> Standing() {
  return {
      // Of fields that all who write them see.
      {"guanxi.customer.v1.Segment",
       R"(kind: DYNAMIC filter: "create_time > \"2020-01-01T00:00:00Z\"")",
       R"p(kind: DYNAMIC filter: "update_time < ago(\"90d\")")p",
       {},
       {}},
      {"guanxi.customer.v1.Segment", "kind: DYNAMIC", "kind: STATIC", /*without=*/{"filter"}, {}},
      {"guanxi.customer.v1.GradeRule",
       R"(condition: "create_time > \"2020-01-01T00:00:00Z\"" rank: 1)",
       R"p(condition: "create_time < ago(\"90d\")" rank: 2)p",
       {},
       {}},
      {"guanxi.customer.v1.QualityPolicy",
       R"(needs { field: "industry" weight: 2 max_age_days: 31 } grades: VIP rank: 1)",
       R"(needs { field: "phones" weight: 3 max_age_days: 92 } grades: HIGH rank: 2)",
       {},
       {}},
  };
}

// What is claimed, allowed and held against customers, and fields of a company's own.
std::vector<contract::Sample> RuleSamples() {
  return {
      {"guanxi.customer.v1.AttributeClaim",
       R"(field: "industry" value: "软件" source: "erp" confidence: 60
          as_of_time { seconds: 1782000000 } time_to_live { seconds: 3600 })",
       R"(field: "city" value: "杭州" source: "form" confidence: 70
          as_of_time { seconds: 1783000000 } time_to_live { seconds: 7200 })",
       {},
       {}},
      {"guanxi.customer.v1.TrustOrder",
       R"(field: "industry" sources: "bureau")",
       R"(field: "city" sources: "erp")",
       {},
       {}},
      {"guanxi.customer.v1.DataAccessLimit", "max_records: 100", "max_records: 200", {}, {}},
      {"guanxi.customer.v1.DataAccessRequest",
       "record_limit: 100 expire_time { seconds: 1890000000 }",
       "record_limit: 200 expire_time { seconds: 1890100000 }",
       {},
       {}},
      // Of a source that no customer has: others are written beside them.
      {"guanxi.customer.v1.DuplicateRule",
       R"(action: ALLOW keys: DOMAIN sources: "旧系统" channel: CALL max_holders: 3 priority: 1)",
       R"(action: WARN keys: EMAIL keys: PHONE sources: "旧表格" channel: IMPORT max_holders: 4
          priority: 2)",
       {},
       {}},
      {"guanxi.metadata.v1.FieldDefinition",
       R"(resource_type: "guanxi.dev/Customer" value_type: CHOICE options: "甲" options: "乙")",
       R"(resource_type: "guanxi.dev/Contact" value_type: CHOICE options: "丙")",
       {},
       {}},
  };
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  const std::string first = std::string(kFirstPoints) + kFirstAddress;
  const std::string second = std::string(kSecondPoints) + kSecondAddress;
  std::vector<contract::Sample> samples = {
      {"guanxi.customer.v1.Customer",
       R"(type: ORGANIZATION organization {
            credit_code: "91350100M000100Y43" website: "https://example.com"
            registered_address { country: "CN" } })" +
           first,
       R"(type: ORGANIZATION organization {
            credit_code: "913300001429161219" website: "https://example.org"
            registered_address { country: "SG" } })" +
           second,
       /*without=*/{"person"},
       /*fixed=*/{"type"}},
      {"guanxi.customer.v1.Customer", "type: PERSON" + first, "type: PERSON" + second,
       /*without=*/{"organization", "parent_organization"},
       /*fixed=*/{"type"}},
      {"guanxi.customer.v1.Contact", kFirstPoints, kSecondPoints, {}, {}},
      {"guanxi.customer.v1.Stakeholder",
       R"(opportunity: "opportunities/0196b0a0-0000-7000-8000-000000000007"
            stance: 1 influence: 30)",
       R"(opportunity: "opportunities/0196b0a0-0000-7000-8000-000000000008"
            stance: -1 influence: 60)",
       {},
       {}},
      // Follow-ups come after what they follow.
      {"guanxi.customer.v1.Interaction",
       "next_follow_up_time { seconds: 1782000000 }",
       "next_follow_up_time { seconds: 1783000000 }",
       /*without=*/{"automatic"},
       {}},
      {"guanxi.customer.v1.Interaction", "", "", /*without=*/{"next_follow_up_time"}, {}},
      // Each is of somebody.
      {"guanxi.customer.v1.BehaviorEvent", R"(visitor: "v-1")", R"(visitor: "v-2")", {}, {}},
      {"guanxi.customer.v1.Visitor",
       R"(lead: "leads/0196b0a0-0000-7000-8000-000000000005")",
       R"(lead: "leads/0196b0a0-0000-7000-8000-000000000006")",
       {},
       {}},
      {"guanxi.customer.v1.Tag",
       R"(kind: STATIC group: "等级" color: "#aabbcc")",
       R"(kind: DYNAMIC group: "来源" color: "#112233")",
       {},
       {}},
  };
  for (contract::Sample& rule : RuleSamples()) samples.push_back(std::move(rule));
  for (contract::Sample& tie : Ties()) samples.push_back(std::move(tie));
  samples.push_back(OrderSample());
  samples.push_back(PoolSample());
  for (contract::Sample& one : FeedSamples()) samples.push_back(std::move(one));
  for (contract::Sample& share : Shares()) samples.push_back(std::move(share));
  for (contract::Sample& service : ServiceSamples()) samples.push_back(std::move(service));
  for (contract::Sample& one : Standing()) samples.push_back(std::move(one));
  return samples;
}

absl::StatusOr<service::Services> Make(const service::Parts& parts) { return MakeServices(parts); }

}  // namespace

std::vector<const resource::Resource*> ContractResources() {
  static const Resources* const all = Resources::Create().value().release();
  return all->all();
}

std::unique_ptr<contract::Stage> NewContractStage(const contract::HouseOptions& options) {
  return std::make_unique<contract::Stage>("customer-svc/schema", Make, ContractResources(),
                                           Samples(), /*foreign=*/
                                           std::map<std::string, contract::MakeForeign>(), options);
}

}  // namespace guanxi::customer
