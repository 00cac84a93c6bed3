// The copy is what the facts are, however it came to be.
#include "analytics-svc/replica/replica.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/facts/fact_testing.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/order.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::Customer;
using customer::v1::Order;

const Uuid kTenant = DeriveUuid("tenant", "a");
const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

class ReplicaTest : public ::testing::Test {
 protected:
  ReplicaTest() : world_(&records_) { Reopen(); }

  // As a process that begins, with pages of `rows` rows.
  void Reopen(int rows = 20'000) {
    replica_ = std::make_unique<Replica>(world_.database.get(), world_.part->watermarks(),
                                         duck_.get(), &world_.clock, rows);
    ASSERT_THAT(replica_->Open(), IsOk());
  }
  template <typename M>
  void Tell(const RecordHistory<M>& history, size_t from = 0) {
    records_.Keep(history);
    ASSERT_THAT(world_.Apply("customer-svc", absl::MakeConstSpan(history.events()).subspan(from)),
                IsOk());
  }
  void AddOrders(int count) {
    for (int i = 0; i < count; ++i) {
      RecordHistory<Order> order("order", kTenant, DeriveUuid("order", absl::StrCat(next_++)),
                                 std::string(customer_.id().bytes()));
      Order message;
      message.mutable_amount()->set_currency_code("CNY");
      message.mutable_amount()->set_units(next_);
      message.mutable_amount()->set_nanos(10'000'000);
      order.Create(message, kStart);
      Tell(order);
    }
  }
  // In the copy, and in the facts.
  std::string Copied(const std::string& sql) {
    const auto result = duck_->Run({"test", sql, {}}, {});
    EXPECT_THAT(result, IsOk()) << sql;
    if (!result.ok()) return "";
    return result->IsNull(0, 0) ? "-" : result->Text(0, 0);  // as FactWorld says it
  }
  void ExpectSame() {
    for (const Table* table : FactTables()) {
      const std::string count =
          absl::StrCat("SELECT COUNT(*) FROM ", table->name, " WHERE live = 1");
      EXPECT_EQ(Copied(count), world_.Value(count)) << table->name;
    }
    const std::string sum = "SELECT SUM(amount) FROM fact_order WHERE live = 1";
    EXPECT_EQ(Copied(sum), world_.Value(sum));
  }
  static Customer In(const char* region) {
    Customer customer;
    customer.set_region(region);
    return customer;
  }

  FakeRecords records_;
  FactWorld world_;
  const std::string folder_ = NewFolder();
  const std::unique_ptr<DuckDatabase> duck_ = OpenDuck(SmallDuck(folder_));
  std::unique_ptr<Replica> replica_;
  RecordHistory<Customer> customer_{"customer", kTenant, DeriveUuid("customer", "a")};
  int next_ = 0;
};

TEST_F(ReplicaTest, EachTurnCopiesWhatCameSince) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  AddOrders(5);
  ASSERT_THAT(replica_->Turn(), IsOk());
  ExpectSame();
  EXPECT_EQ(replica_->Turn().value(), 0);
  customer_.Update(In("上海"), kStart + absl::Hours(1));
  Tell(customer_, 1);
  AddOrders(2);
  EXPECT_GT(replica_->Turn().value(), 2);
  ExpectSame();
  EXPECT_EQ(Copied("SELECT region FROM fact_customer"), "上海");
  EXPECT_EQ(Copied("SELECT COUNT(*) FROM fact_customer_version"), "2");
}

TEST_F(ReplicaTest, WhatDoesNotLiveAnyMoreIsTakenOut) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  AddOrders(3);
  ASSERT_THAT(replica_->Turn(), IsOk());
  customer_.Delete(kStart + absl::Hours(1));
  Tell(customer_, 1);
  ASSERT_THAT(replica_->Turn(), IsOk());
  EXPECT_EQ(Copied("SELECT COUNT(*) FROM fact_order"), "0");
  ExpectSame();
}

TEST_F(ReplicaTest, PagesLoseNothing) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  AddOrders(20);
  // All orders get one stamp, more rows than a page has.
  Customer other = In("浙江");
  other.set_owner("users/" + DeriveUuid("user", "li").ToString());
  customer_.Update(other, kStart + absl::Hours(1));
  Tell(customer_, 1);
  Reopen(/*rows=*/3);
  ASSERT_THAT(replica_->Turn(), IsOk());
  ExpectSame();
  EXPECT_EQ(Copied("SELECT COUNT(DISTINCT id) FROM fact_order"), "20");
}

TEST_F(ReplicaTest, AnotherProcessGoesOnWhereOneEnded) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  AddOrders(4);
  ASSERT_THAT(replica_->Turn(), IsOk());
  Reopen();
  EXPECT_EQ(replica_->Turn().value(), 0);
  AddOrders(1);
  EXPECT_EQ(replica_->Turn().value(), 1);
  ExpectSame();
}

TEST_F(ReplicaTest, FactsThatHaveGoneBackAreCopiedAnew) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  AddOrders(4);
  ASSERT_THAT(replica_->Turn(), IsOk());
  ASSERT_THAT(
      world_.database->ReadWrite(
          {},
          [](db::Transaction& tx) {
            return tx.Execute({"test.back", "UPDATE fact_stamps SET head = 0", true}, {}).status();
          }),
      IsOk());
  ASSERT_THAT(replica_->Turn(), IsOk());
  EXPECT_EQ(Copied("SELECT COUNT(*) FROM fact_order"), "0");
}

TEST_F(ReplicaTest, FactsThatWentOnFromABackUpAreCopiedAnew) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  AddOrders(4);
  ASSERT_THAT(replica_->Turn(), IsOk());
  const db::Query restore{"test.restore",
                          "UPDATE fact_order o, event_logs l SET o.live = 0, l.log_id = "
                          "UNHEX(REPLACE(UUID(), '-', '')) WHERE o.amount > 2",
                          true};
  const auto run = [&](db::Transaction& tx) { return tx.Execute(restore, {}).status(); };
  ASSERT_THAT(world_.database->ReadWrite({}, run), IsOk());
  Reopen();
  ASSERT_THAT(replica_->Turn(), IsOk());
  ExpectSame();
}

TEST_F(ReplicaTest, ACopyOfAnotherFormIsMadeAnew) {
  customer_.Create(In("浙江"), kStart);
  Tell(customer_);
  ASSERT_THAT(replica_->Turn(), IsOk());
  ASSERT_THAT(duck_->Write([](DuckWriter& writer) {
    return writer.Execute("UPDATE replica_form SET form = 'of old'").status();
  }),
              IsOk());
  Reopen();
  EXPECT_EQ(Copied("SELECT COUNT(*) FROM fact_customer"), "0");
  ASSERT_THAT(replica_->Turn(), IsOk());
  ExpectSame();
}

TEST_F(ReplicaTest, ItKnowsWhatWasKnownBeforeItsRowsWereRead) {
  EXPECT_EQ(replica_->state().data_as_of, absl::InfinitePast());
  for (const std::string& service : FactServices()) {
    for (int partition = 0; partition < 16; ++partition) {
      world_.part->watermarks()->Note(service, partition, kStart + absl::Seconds(partition));
    }
  }
  ASSERT_THAT(world_.part->watermarks()->Flush(), IsOk());
  EXPECT_EQ(replica_->state().data_as_of, absl::InfinitePast());
  ASSERT_THAT(replica_->Turn(), IsOk());
  EXPECT_EQ(replica_->state().data_as_of, kStart);
  EXPECT_EQ(replica_->state().copy_time, world_.clock.Now());
}

}  // namespace
}  // namespace guanxi::analytics
