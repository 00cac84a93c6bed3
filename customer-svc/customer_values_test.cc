// What customers say of what they are worth, by events of analytics-svc that are made by hand.
#include "customer-svc/customer_values.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/strip.h"
#include "common/base/uuid.h"
#include "common/resource/resource_type.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "guanxi/analytics/v1/value_rule.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/tag_service.pb.h"

namespace guanxi::customer {
namespace {

using analytics::v1::ValuedCustomers;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CustomerValuesTest : public ::testing::Test {
 protected:
  CustomerValuesTest()
      : values_(service_.engine.get(), service_.resources->customers.get()),
        customer_(service_.Create(TestService::Company("灵动传媒")).name()) {
    rich_ = NewTag("重要价值");
    poor_ = NewTag("一般挽留");
    for (const auto& [value_class, tag] :
         {std::make_pair(analytics::v1::IMPORTANT_VALUE, rich_),
          std::make_pair(analytics::v1::GENERAL_WIN_BACK, poor_)}) {
      auto& one = *tags_.add_tags();
      one.set_value_class(value_class);
      one.set_tag(tag);
    }
  }

  std::string NewTag(const std::string& display_name) {
    v1::CreateTagRequest request;
    request.mutable_tag()->set_display_name(display_name);
    request.mutable_tag()->set_kind(v1::Tag::STATIC);
    return service_.catalog->Of<v1::Tag>().Create<v1::Tag>(service_.call(), request)->name();
  }
  // A day's fact about the customer.
  ValuedCustomers Fact(analytics::v1::ValueClass value_class, int day) const {
    ValuedCustomers all = tags_;
    all.mutable_day()->set_year(2026);
    all.mutable_day()->set_month(11);
    all.mutable_day()->set_day(day);
    auto& one = *all.add_customers();
    one.set_customer_id(
        std::string(Uuid::Parse(absl::StripPrefix(customer_, "customers/"))->bytes()));
    one.set_value_class(value_class);
    if (value_class == analytics::v1::VALUE_CLASS_UNSPECIFIED) return all;
    one.set_recency_score(5);
    one.set_frequency_score(3);
    one.set_amount_score(4);
    one.mutable_amount()->set_currency_code("CNY");
    one.mutable_amount()->set_units(1200);
    return all;
  }
  absl::Status Hear(const ValuedCustomers& fact) {
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    // As its own service names it.
    event.set_resource_type(resource::ResourceType::Compile(analytics::v1::ValueRule::descriptor())
                                .value()
                                ->singular());
    event.set_kind(metadata::v1::Change::EMITTED);
    event.add_changed_fields("value_rule.valued");
    event.set_after_body(fact.SerializeAsString());
    return service_.engine->Write(
        service_.call().principal, {}, {},
        [&](resource::UnitOfWork& work) { return values_.Apply(work, event); });
  }
  v1::Customer Get() {
    v1::GetCustomerRequest request;
    request.set_name(customer_);
    return service_.customers->Get<v1::Customer>(service_.call(), request).value();
  }
  std::set<std::string> TagsOf() {
    const v1::Customer customer = Get();
    return {customer.tags().begin(), customer.tags().end()};
  }
  void Change(const std::string& path, const v1::Customer& values) {
    v1::UpdateCustomerRequest update;
    *update.mutable_customer() = values;
    update.mutable_customer()->set_name(customer_);
    update.mutable_update_mask()->add_paths(path);
    ASSERT_THAT(service_.customers->Update<v1::Customer>(service_.call(), update), IsOk());
  }

  TestService service_;
  CustomerValues values_;
  const std::string customer_;
  std::string rich_, poor_;
  ValuedCustomers tags_;  // of the rule
};

TEST_F(CustomerValuesTest, ItSaysWhatItIsWorthAndHasTheTagOfItsClassAlone) {
  const std::string other = NewTag("老客户");
  v1::Customer tagged;
  tagged.add_tags(other);
  tagged.add_tags(poor_);
  Change("tags", tagged);
  ASSERT_THAT(Hear(Fact(analytics::v1::IMPORTANT_VALUE, 29)), IsOk());
  const v1::Customer customer = Get();
  EXPECT_EQ(customer.value_class(), v1::Customer::IMPORTANT_VALUE);
  EXPECT_EQ(customer.rfm_scores(), "5-3-4");
  EXPECT_EQ(customer.value_amount().units(), 1200);
  EXPECT_EQ(customer.value_date().day(), 29);
  EXPECT_THAT(TagsOf(), UnorderedElementsAre(other, rich_));
  v1::ListCustomersRequest list;
  list.set_filter("value_class = IMPORTANT_VALUE AND value_amount >= \"1000 CNY\"");
  const auto found = service_.customers->List<v1::ListCustomersResponse>(service_.call(), list);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->customers_size(), 1);
}

TEST_F(CustomerValuesTest, ToldAgainItChangesNothingAndKeepsItsDay) {
  ASSERT_THAT(Hear(Fact(analytics::v1::IMPORTANT_VALUE, 28)), IsOk());
  const std::string etag = Get().etag();
  const int64_t changes = service_.Number("SELECT COUNT(*) FROM changes");
  ASSERT_THAT(Hear(Fact(analytics::v1::IMPORTANT_VALUE, 28)), IsOk());
  ASSERT_THAT(Hear(Fact(analytics::v1::IMPORTANT_VALUE, 29)), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes"), changes);
  EXPECT_EQ(Get().etag(), etag);
  EXPECT_EQ(Get().value_date().day(), 28);
}

TEST_F(CustomerValuesTest, WithoutTagsItsEtagStays) {
  tags_.clear_tags();
  const std::string etag = Get().etag();
  ASSERT_THAT(Hear(Fact(analytics::v1::GENERAL_WIN_BACK, 29)), IsOk());
  EXPECT_EQ(Get().value_class(), v1::Customer::GENERAL_WIN_BACK);
  EXPECT_EQ(Get().etag(), etag);
}

TEST_F(CustomerValuesTest, WhoBoughtNothingAnyMoreSaysNothingAndLosesItsTag) {
  ASSERT_THAT(Hear(Fact(analytics::v1::IMPORTANT_VALUE, 28)), IsOk());
  ASSERT_THAT(Hear(Fact(analytics::v1::VALUE_CLASS_UNSPECIFIED, 29)), IsOk());
  const v1::Customer customer = Get();
  EXPECT_EQ(customer.value_class(), v1::Customer::VALUE_CLASS_UNSPECIFIED);
  EXPECT_EQ(customer.rfm_scores(), "");
  EXPECT_FALSE(customer.has_value_amount());
  EXPECT_FALSE(customer.has_value_date());
  EXPECT_THAT(TagsOf(), IsEmpty());
}

TEST_F(CustomerValuesTest, ATagThatIsGoneKeepsNobodyFromHisValue) {
  v1::DeleteTagRequest remove;
  remove.set_name(rich_);
  ASSERT_THAT(service_.catalog->Of<v1::Tag>().Delete<v1::Tag>(service_.call(), remove), IsOk());
  ASSERT_THAT(Hear(Fact(analytics::v1::IMPORTANT_VALUE, 29)), IsOk());
  EXPECT_EQ(Get().value_class(), v1::Customer::IMPORTANT_VALUE);
  EXPECT_THAT(TagsOf(), IsEmpty());
}

TEST_F(CustomerValuesTest, WhoIsGoneOrUnknownIsPassedOver) {
  v1::DeleteCustomerRequest remove;
  remove.set_name(customer_);
  ASSERT_THAT(service_.customers->Delete<v1::Customer>(service_.call(), remove), IsOk());
  ValuedCustomers fact = Fact(analytics::v1::IMPORTANT_VALUE, 29);
  fact.add_customers()->set_customer_id(std::string(DeriveUuid("customer", "none").bytes()));
  ASSERT_THAT(Hear(fact), IsOk());
  EXPECT_EQ(Get().value_class(), v1::Customer::VALUE_CLASS_UNSPECIFIED);
}

TEST(ValueClassTest, TheTwoListsOfClassesAreOne) {
  const auto* const ours = v1::Customer::ValueClass_descriptor();
  const auto* const theirs = analytics::v1::ValueClass_descriptor();
  ASSERT_EQ(ours->value_count(), theirs->value_count());
  for (int i = 0; i < ours->value_count(); ++i) {
    EXPECT_EQ(ours->value(i)->name(), theirs->value(i)->name());
    EXPECT_EQ(ours->value(i)->number(), theirs->value(i)->number());
  }
}

}  // namespace
}  // namespace guanxi::customer
