// Rows of facts that several transactions write at the same time.
#include "analytics-svc/facts/fact_store.h"

#include <map>

#include "absl/time/clock.h"
#include "analytics-svc/facts/fact_testing.h"
#include "common/base/status_macros.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

const Uuid kTenant = DeriveUuid("tenant", "a");
const Uuid kCustomer = DeriveUuid("customer", "a");
const Uuid kOrder = DeriveUuid("order", "1");

// What the event of an order of the customer does.
absl::Status WriteOrder(db::Database* database, absl::Time deadline) {
  return database->ReadWrite({db::Lane::kPoint, deadline}, [](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stamp stamp, TakeStamp(tx, 1));
    GUANXI_ASSIGN_OR_RETURN(const auto above, HoldAbove(tx, FactCustomer(), kTenant, {kCustomer}));
    Record order(FactOrder());
    order.sequence = 1;
    order.live = true;
    order.above = kCustomer;
    for (size_t i = 0; i < order.values.size(); ++i) {
      if (FactOrder().columns[i].name == "customer_id") {
        order.values[i] = db::Value(kCustomer.bytes());
      }
    }
    const RecordWrite write = {kOrder, Record(FactOrder()), order, false};
    return WriteRecords(tx, {kTenant, &FactOrder(), stamp, Uuid(), &above}, {write});
  });
}

TEST(FactStoreTest, WhatNamesARecordWhileItIsWrittenCounts) {
  FakeRecords records;
  FactWorld world(&records);
  absl::Status beside;
  const auto write_customer = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stamp stamp, TakeStamp(tx, 0));
    GUANXI_ASSIGN_OR_RETURN(const auto held, HoldRecords(tx, FactCustomer(), kTenant, {kCustomer}));
    beside = WriteOrder(world.database.get(), absl::Now() + absl::Seconds(1));
    Record customer(FactCustomer());
    customer.sequence = 1;
    customer.live = true;
    const RecordWrite write = {kCustomer, held.at(kCustomer), customer, false};
    return WriteRecords(tx, {kTenant, &FactCustomer(), stamp, Uuid(), nullptr}, {write});
  };
  ASSERT_THAT(world.database->ReadWrite({db::Lane::kJob}, write_customer), IsOk());
  // Who had to wait comes again.
  if (!beside.ok()) beside = WriteOrder(world.database.get(), absl::InfiniteFuture());
  ASSERT_THAT(beside, IsOk());
  EXPECT_EQ(world.Value("SELECT live FROM fact_order"), "1");
}

TEST(FactStoreTest, WhoWasNamedBeforeIsHeldAsHeIs) {
  FakeRecords records;
  FactWorld world(&records);
  ASSERT_THAT(WriteOrder(world.database.get(), absl::InfiniteFuture()), IsOk());
  std::map<Uuid, Record> held;
  const Uuid other = DeriveUuid("customer", "b");
  const auto hold = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(held, HoldRecords(tx, FactCustomer(), kTenant, {kCustomer, other}));
    return absl::OkStatus();
  };
  ASSERT_THAT(world.database->ReadWrite({db::Lane::kJob}, hold), IsOk());
  EXPECT_TRUE(held.at(kCustomer).is_stored);
  EXPECT_FALSE(held.at(other).is_stored);
}

}  // namespace
}  // namespace guanxi::analytics
