#include "workflow-svc/rules/condition.h"

#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/custom_fields.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using filter::Truth;
using google::protobuf::util::TimeUtil;
using lead::v1::Opportunity;

const RecordKind& Customers() { return *FindRecordKind("guanxi.dev/Customer"); }
// A text "area" of customers, a number "size" that is retired, and dates "since" of contacts.
resource::TenantFields Fields() {
  resource::TenantFields fields;
  const auto add = [&](const std::string& type, const std::string& key,
                       metadata::v1::FieldDefinition::ValueType kind) {
    resource::CustomField& field = fields[type][key];
    field.id = DeriveUuid(type, key);
    field.definition.set_key(key);
    field.definition.set_value_type(kind);
    field.definition.set_filterable(true);
    return &field.definition;
  };
  add("guanxi.dev/Customer", "area", metadata::v1::FieldDefinition::STRING);
  add("guanxi.dev/Customer", "size", metadata::v1::FieldDefinition::NUMBER)->mutable_delete_time();
  add("guanxi.dev/Contact", "since", metadata::v1::FieldDefinition::DATE);
  return fields;
}

const RecordKind& Opportunities() { return *FindRecordKind("guanxi.dev/Opportunity"); }

filter::Moment At(const std::string& time) {
  filter::Moment moment;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, time, &moment.now, nullptr));
  return moment;
}

Condition Compiled(const RecordKind& kind, const std::string& text) {
  auto condition = Condition::FromText(kind, /*with_event=*/true, text);
  EXPECT_THAT(condition, IsOk()) << text;
  return *std::move(condition);
}

TEST(ConditionTest, VipWhomNobodySpokeToForFifteenDays) {
  const Condition silent =
      Compiled(Customers(), "grade = VIP AND last_follow_up_time < ago(\"15d\")");
  const filter::Moment moment = At("2026-03-20T00:00:00Z");
  Customer customer;
  customer.set_grade(Customer::VIP);
  Facts facts;
  facts.record = &customer;
  EXPECT_EQ(silent.Evaluate(facts, moment), Truth::kUnknown);  // never spoken to
  ASSERT_TRUE(TimeUtil::FromString("2026-03-04T23:59:59Z", customer.mutable_last_follow_up_time()));
  EXPECT_EQ(silent.Evaluate(facts, moment), Truth::kTrue);
  ASSERT_TRUE(TimeUtil::FromString("2026-03-05T00:00:00Z", customer.mutable_last_follow_up_time()));
  EXPECT_EQ(silent.Evaluate(facts, moment), Truth::kFalse);
}

TEST(ConditionTest, OldIsWhatTheEventChangedAndElseWhatIs) {
  const Condition rose = Compiled(
      Customers(), "old.grade = MEDIUM AND grade = VIP AND old.display_name = \"灵动传媒\"");
  Customer now, before;
  now.set_grade(Customer::VIP);
  now.set_display_name("灵动传媒");
  before.set_grade(Customer::MEDIUM);
  const absl::flat_hash_set<std::string> changed = {"grade"};
  Facts facts{&now, &before, &changed, nullptr};
  EXPECT_EQ(rose.Evaluate(facts, filter::Moment()), Truth::kTrue);
  before.set_grade(Customer::VIP);
  EXPECT_EQ(rose.Evaluate(facts, filter::Moment()), Truth::kFalse);
  // Without an event nothing is known of what was.
  facts.before = nullptr;
  EXPECT_EQ(rose.Evaluate(facts, filter::Moment()), Truth::kUnknown);
}

TEST(ConditionTest, ChangedIsTrueOfTheFieldsOfTheEvent) {
  const Condition condition = Compiled(Customers(), "changed(\"grade\")");
  EXPECT_EQ(condition.canonical(), "changed.grade = true");
  EXPECT_TRUE(condition.reads_event());
  Customer customer;
  const absl::flat_hash_set<std::string> grade = {"grade"}, other = {"city"};
  EXPECT_EQ(condition.Evaluate({&customer, &customer, &grade, nullptr}, filter::Moment()),
            Truth::kTrue);
  EXPECT_EQ(condition.Evaluate({&customer, &customer, &other, nullptr}, filter::Moment()),
            Truth::kFalse);
  // What is stored is read again.
  EXPECT_EQ(Compiled(Customers(), condition.canonical()).canonical(), condition.canonical());
}

TEST(ConditionTest, ParentIsTheCustomerOfTheRecord) {
  const Condition condition = Compiled(Opportunities(), "parent.grade = VIP");
  EXPECT_TRUE(condition.reads_parent());
  EXPECT_TRUE(condition.fields().empty());
  Opportunity opportunity;
  Customer customer;
  customer.set_grade(Customer::VIP);
  EXPECT_EQ(condition.Evaluate({&opportunity, nullptr, nullptr, &customer}, filter::Moment()),
            Truth::kTrue);
  EXPECT_EQ(condition.Evaluate({&opportunity, nullptr, nullptr, nullptr}, filter::Moment()),
            Truth::kUnknown);
  EXPECT_FALSE(Condition::FromText(Customers(), true, "parent.grade = VIP").ok());
}

TEST(ConditionTest, CustomFieldsAreReadInEveryScope) {
  const resource::TenantFields fields = Fields();
  const auto compiled = [&](const RecordKind& kind, const std::string& text) {
    auto condition = Condition::FromText(kind, /*with_event=*/true, text, &fields);
    EXPECT_THAT(condition, IsOk()) << text;
    return *std::move(condition);
  };
  Customer now, before;
  (*now.mutable_custom())["area"].set_string_value("华东");
  (*now.mutable_custom())["size"].set_number_value(7.5);
  (*before.mutable_custom())["area"].set_string_value("华北");
  const absl::flat_hash_set<std::string> changed = {"custom"};
  const Facts facts{&now, &before, &changed, nullptr};
  const Condition moved = compiled(
      Customers(), "custom.area = \"华东\" AND old.custom.area = \"华北\" AND custom.size > 7");
  EXPECT_EQ(moved.Evaluate(facts, filter::Moment()), Truth::kTrue);
  EXPECT_THAT(moved.fields(), ::testing::ElementsAre("custom"));
  EXPECT_TRUE(moved.reads_event());
  EXPECT_EQ(compiled(Customers(), "old.custom:size").Evaluate(facts, filter::Moment()),
            Truth::kFalse);
  customer::v1::Contact contact;
  (*contact.mutable_custom())["since"].set_string_value("2026-03-01");
  const Condition both = compiled(*FindRecordKind("guanxi.dev/Contact"),
                                  "custom.since < 2026-03-02 AND parent.custom.area = \"华东\"");
  EXPECT_EQ(both.Evaluate({&contact, nullptr, nullptr, &now}, filter::Moment()), Truth::kTrue);
  EXPECT_TRUE(both.reads_parent());
}

TEST(ConditionTest, CustomFieldsThatThereAreNotAreRefused) {
  const resource::TenantFields fields = Fields();
  const auto refused = [&](const std::string& text, const resource::TenantFields* known) {
    return std::string(
        Condition::FromText(Customers(), /*with_event=*/false, text, known).status().message());
  };
  EXPECT_THAT(refused("custom.since < 2026-03-02", &fields),  // contacts have it
              ::testing::HasSubstr("custom.since is no filterable field"));
  EXPECT_THAT(refused("old.custom.area = \"x\"", &fields),
              ::testing::HasSubstr("is not declared here"));
  EXPECT_THAT(refused("custom.area = \"x\"", nullptr),
              ::testing::HasSubstr("is not declared here"));
  EXPECT_FALSE(Condition::FromText(Opportunities(), true, "custom.area = \"x\"", &fields).ok());
}

// Of very many: what was meant first, then what an event has nothing to do with.
TEST(ConditionTest, OfAnUnknownFieldTheNearestIsNamedFirst) {
  const auto refused = Condition::FromText(Customers(), /*with_event=*/true, "gradee = VIP");
  EXPECT_THAT(std::string(refused.status().message()),
              ::testing::HasSubstr("declared are grade, "));
  const auto far = Condition::FromText(Customers(), /*with_event=*/true, "nothing_like_it = 1");
  const std::string message(far.status().message());
  EXPECT_LT(message.find(" grade,"), message.find("changed."));
}

TEST(ConditionTest, WhatIsWrongIsSaidByItsByte) {
  const auto refused = [](const std::string& text) {
    return std::string(
        Condition::FromText(Customers(), /*with_event=*/false, text).status().message());
  };
  EXPECT_THAT(refused("grade = VIP AND nothing = 1"), ::testing::HasSubstr("at byte 16"));
  EXPECT_THAT(refused("grade = GOLDEN"), ::testing::HasSubstr("at byte 8"));
  // There is no arithmetic that could fail, and no text where a number is meant.
  const auto of_amounts = [](const std::string& text) {
    return std::string(
        Condition::FromText(Opportunities(), /*with_event=*/false, text).status().message());
  };
  EXPECT_THAT(of_amounts("amount / 0 > \"1 CNY\""), ::testing::HasSubstr("at byte"));
  EXPECT_THAT(of_amounts("amount > many"), ::testing::HasSubstr("at byte 9"));
  // What only an event knows.
  EXPECT_THAT(refused("old.grade = VIP"), ::testing::HasSubstr("is not declared here"));
  EXPECT_THAT(refused("changed(\"grade\")"), ::testing::HasSubstr("is not declared here"));
}

TEST(ConditionTest, AmountsOfTwoCurrenciesAreUnknownAndExplained) {
  const Condition condition = Compiled(Opportunities(), "amount > \"100 CNY\"");
  Opportunity opportunity;
  opportunity.mutable_amount()->set_currency_code("USD");
  opportunity.mutable_amount()->set_units(500);
  const Facts facts{&opportunity, nullptr, nullptr, nullptr};
  EXPECT_EQ(condition.Evaluate(facts, filter::Moment()), Truth::kUnknown);
  const filter::Explanation explained = condition.Explain(facts, filter::Moment());
  EXPECT_EQ(explained.result, Truth::kUnknown);
  EXPECT_EQ(explained.values, std::vector<std::string>{"500 USD"});
}

}  // namespace
}  // namespace guanxi::workflow
