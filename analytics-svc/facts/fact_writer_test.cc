// What events make of facts, on a real database.
#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/fact_testing.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/customer/v1/order.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::Customer;
using customer::v1::Interaction;
using customer::v1::Order;
using event::v1::LogEvent;
using ::testing::IsEmpty;

const Uuid kTenant = DeriveUuid("tenant", "a");
const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

std::string User(const char* key) { return "users/" + DeriveUuid("user", key).ToString(); }
std::string Hex(const char* column, const char* key) {
  return absl::StrCat(column, " = UNHEX(REPLACE('", DeriveUuid("user", key).ToString(),
                      "', '-', ''))");
}

class FactWriterTest : public ::testing::Test {
 protected:
  FactWriterTest() : world_(&records_) {}

  static Customer Of(const char* owner) {
    Customer customer;
    customer.set_owner(User(owner));
    customer.set_region("浙江");
    return customer;
  }
  static Order Worth(int64_t units) {
    Order order;
    order.set_state(Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(units);
    return order;
  }
  RecordHistory<Order> NewOrder(const char* key) const {
    return {"order", kTenant, DeriveUuid("order", key), std::string(customer_.id().bytes())};
  }
  // The events of a history behind those that were applied; the service has all of it.
  template <typename M>
  absl::Status Tell(const RecordHistory<M>& history, size_t from = 0) {
    records_.Keep(history);
    return world_.Apply("customer-svc", absl::MakeConstSpan(history.events()).subspan(from));
  }
  std::string Count(const std::string& table, const std::string& condition = "live = 1") const {
    return world_.Value(absl::StrCat("SELECT COUNT(*) FROM ", table, " WHERE ", condition));
  }

  FakeRecords records_;
  FactWorld world_;
  RecordHistory<Customer> customer_{"customer", kTenant, DeriveUuid("customer", "a")};
};

TEST_F(FactWriterTest, WhatIsBelowARecordBelongsToWhoeverItBelongsTo) {
  customer_.Create(Of("li"), kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  auto order = NewOrder("1");
  order.Create(Worth(100), kStart);
  ASSERT_THAT(Tell(order), IsOk());
  EXPECT_EQ(Count("fact_order", "live = 1 AND " + Hex("owner_id", "li")), "1");
  customer_.Update(Of("wang"), kStart + absl::Hours(1));
  ASSERT_THAT(Tell(customer_, 1), IsOk());
  EXPECT_EQ(Count("fact_order", "live = 1 AND " + Hex("owner_id", "wang")), "1");
}

TEST_F(FactWriterTest, WhatIsBelowARecordThatNobodyHasToldOfDoesNotCountYet) {
  auto order = NewOrder("1");
  order.Create(Worth(100), kStart);
  ASSERT_THAT(Tell(order), IsOk());
  EXPECT_EQ(Count("fact_order"), "0");
  EXPECT_EQ(Count("fact_customer"), "0");
  customer_.Create(Of("li"), kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  EXPECT_EQ(Count("fact_order", "live = 1 AND " + Hex("owner_id", "li")), "1");
}

TEST_F(FactWriterTest, WhatIsBelowADeletedRecordDoesNotCount) {
  customer_.Create(Of("li"), kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  auto order = NewOrder("1");
  order.Create(Worth(100), kStart);
  ASSERT_THAT(Tell(order), IsOk());
  customer_.Delete(kStart + absl::Hours(1));
  ASSERT_THAT(Tell(customer_, 1), IsOk());
  EXPECT_EQ(Count("fact_order"), "0");
  customer_.Undelete(kStart + absl::Hours(2));
  ASSERT_THAT(Tell(customer_, 2), IsOk());
  EXPECT_EQ(Count("fact_order"), "1");
}

TEST_F(FactWriterTest, ARecordWhoseEventsAreMissingIsReadAnew) {
  customer_.Create(Of("li"), kStart);
  customer_.Update(Of("wang"), kStart + absl::Hours(1));
  Customer other = Of("wang");
  other.set_region("上海");
  customer_.Update(other, kStart + absl::Hours(2));
  // The last one alone arrives.
  ASSERT_THAT(Tell(customer_, 2), IsOk());
  EXPECT_EQ(Count("fact_customer", "live = 1 AND region = '上海' AND sequence = 3"), "1");
  EXPECT_EQ(Count("fact_customer_version"), "3");
  // What comes late is known.
  const std::vector<std::string> before = world_.Dump();
  ASSERT_THAT(Tell(customer_), IsOk());
  EXPECT_EQ(world_.Dump(), before);
}

TEST_F(FactWriterTest, AnEventThatNoHistoryReachesFails) {
  customer_.Create(Of("li"), kStart);
  records_.Keep(customer_);
  customer_.Update(Of("wang"), kStart);
  customer_.Update(Of("zhao"), kStart);
  EXPECT_THAT(world_.Apply("customer-svc", {customer_.events()[2]}),
              HasReason("FACT_HISTORY_MISSING"));
}

TEST_F(FactWriterTest, InteractionsAreReadSinceTheirEventsSayNothing) {
  customer_.Create(Of("li"), kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  RecordHistory<Interaction> call("interaction", kTenant, DeriveUuid("interaction", "1"),
                                  std::string(customer_.id().bytes()));
  Interaction interaction;
  interaction.set_channel(Interaction::CALL);
  interaction.set_actor(User("zhao"));
  call.Create(interaction, kStart);
  records_.Keep(call);
  LogEvent event = call.events()[0];
  event.clear_after_body();
  ASSERT_THAT(world_.Apply("customer-svc", {event}), IsOk());
  EXPECT_EQ(Count("fact_interaction",
                  "live = 1 AND channel = 'CALL' AND subject_type = 'customers' AND "
                  "customer_id = subject_id AND " +
                      Hex("actor_id", "zhao") + " AND " + Hex("owner_id", "li")),
            "1");
  // One that is gone before anybody read it is no fact.
  records_.Erase(event);
  event.set_kind(metadata::v1::Change::DELETED);
  event.set_sequence(2);
  ASSERT_THAT(world_.Apply("customer-svc", {event}), IsOk());
  EXPECT_EQ(Count("fact_interaction"), "0");
}

TEST_F(FactWriterTest, ValuesOfFieldsThatAreTakenAwayGo) {
  Customer customer = Of("li");
  (*customer.mutable_custom())["area"].set_string_value("华东");
  (*customer.mutable_custom())["seats"].set_number_value(3);
  customer_.Create(customer, kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  EXPECT_EQ(Count("fact_custom_value"), "2");
  customer.mutable_custom()->erase("seats");
  customer_.Update(customer, kStart);
  ASSERT_THAT(Tell(customer_, 1), IsOk());
  EXPECT_EQ(Count("fact_custom_value", "live = 1 AND field_key = 'area'"), "1");
  EXPECT_EQ(Count("fact_custom_value"), "1");
}

TEST_F(FactWriterTest, WhatIsGoneIsForgottenWhereItIsReadAnew) {
  customer_.Create(Of("li"), kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  auto kept = NewOrder("kept"), gone = NewOrder("gone");
  kept.Create(Worth(100), kStart);
  gone.Create(Worth(200), kStart);
  ASSERT_THAT(Tell(kept), IsOk());
  ASSERT_THAT(Tell(gone), IsOk());
  records_.Erase(gone.events()[0]);
  ASSERT_THAT(world_.Recover(), IsOk());
  EXPECT_EQ(world_.Value("SELECT SUM(amount) FROM fact_order WHERE live = 1"), "100.000000000");
}

TEST_F(FactWriterTest, ARebuildThatWasAskedForMendsWhatIsDamaged) {
  customer_.Create(Of("li"), kStart);
  ASSERT_THAT(Tell(customer_), IsOk());
  const std::vector<std::string> before = world_.Dump();
  ASSERT_THAT(world_.database->ReadWrite({},
                                         [](db::Transaction& tx) {
                                           return tx
                                               .Execute({"test.damage",
                                                         "UPDATE fact_customer SET region = 'x' "
                                                         "WHERE tenant_id = ?"},
                                                        {kTenant.bytes()})
                                               .status();
                                         }),
              IsOk());
  EXPECT_NE(world_.Dump(), before);
  EXPECT_EQ(world_.part->rebuilds()->Add(kTenant, world_.clock.Now()).value(),
            static_cast<int>(Sources().size()));
  EXPECT_EQ(world_.part->rebuilds()->Add(kTenant, world_.clock.Now()).value(), 0);
  EXPECT_THAT(world_.part->rebuilds()->Pending(kTenant).value(), ::testing::SizeIs(3));
  for (int i = 0; i < 1000 && !world_.part->rebuilds()->Pending(kTenant).value().empty(); ++i) {
    world_.part->Run();
    world_.clock.Advance(absl::Seconds(1));
  }
  EXPECT_THAT(world_.part->rebuilds()->Pending(kTenant).value(), IsEmpty());
  EXPECT_EQ(world_.Dump(), before);
}

TEST_F(FactWriterTest, WatermarksNeverGoBackAndWantAllPartitions) {
  Watermarks* const marks = world_.part->watermarks();
  for (int partition = 0; partition < 15; ++partition) {
    marks->Note("lead-svc", partition, kStart + absl::Seconds(partition));
  }
  ASSERT_THAT(marks->Flush(), IsOk());
  EXPECT_EQ(marks->Read()->at("lead-svc"), absl::InfinitePast());
  marks->Note("lead-svc", 15, kStart + absl::Minutes(1));
  marks->Note("lead-svc", 0, kStart - absl::Minutes(1));
  ASSERT_THAT(marks->Flush(), IsOk());
  EXPECT_EQ(marks->Read()->at("lead-svc"), kStart);
  EXPECT_EQ(Earliest(marks->Read().value()), absl::InfinitePast());
}

}  // namespace
}  // namespace guanxi::analytics
