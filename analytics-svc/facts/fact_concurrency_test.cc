// Events of several partitions, and a rebuild beside them, at the same time.
#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/fact_testing.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/order.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::Customer;
using customer::v1::Order;
using event::v1::LogEvent;

constexpr int kCustomers = 12;
const Uuid kTenant = DeriveUuid("tenant", "a");
const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

struct Happened {
  std::vector<LogEvent> customers;
  std::vector<LogEvent> orders;
};

// Each customer changes hands twice and has some orders.
Happened Happen(FakeRecords* records) {
  Happened all;
  const auto add = [records](const auto& history, std::vector<LogEvent>* events) {
    records->Keep(history);
    events->insert(events->end(), history.events().begin(), history.events().end());
  };
  for (int i = 0; i < kCustomers; ++i) {
    RecordHistory<Customer> customer("customer", kTenant, DeriveUuid("customer", absl::StrCat(i)));
    Customer message;
    message.set_owner("users/" + DeriveUuid("user", "li").ToString());
    customer.Create(message, kStart);
    for (const char* owner : {"wang", "zhao"}) {
      message.set_owner("users/" + DeriveUuid("user", owner).ToString());
      customer.Update(message, kStart);
    }
    if (i % 4 == 0) customer.Delete(kStart);
    add(customer, &all.customers);
    for (int j = 0; j < 3; ++j) {
      RecordHistory<Order> order("order", kTenant, DeriveUuid("order", absl::StrCat(i, "/", j)),
                                 std::string(customer.id().bytes()));
      order.Create(Order(), kStart);
      add(order, &all.orders);
    }
  }
  return all;
}

// As a consumer does it: what others were faster with is done again.
void Insist(const std::function<absl::Status()>& work) {
  absl::Status status;
  for (int i = 0; i < 20; ++i) {
    status = work();
    if (!absl::IsAborted(status)) break;
  }
  EXPECT_THAT(status, IsOk());
}

void ApplyShuffled(FactWorld* world, std::vector<LogEvent> events, unsigned seed) {
  std::mt19937 random(seed);
  std::shuffle(events.begin(), events.end(), random);
  for (const LogEvent& event : events) {
    Insist([&] { return world->Apply("customer-svc", {event}); });
  }
}

TEST(FactConcurrencyTest, NothingIsLostOrDoubled) {
  FakeRecords records;
  const Happened happened = Happen(&records);
  FactWorld rebuilt(&records);
  ASSERT_THAT(rebuilt.Recover(), IsOk());
  for (unsigned seed = 1; seed <= 3; ++seed) {
    FactWorld world(&records);
    std::thread customers([&] { ApplyShuffled(&world, happened.customers, seed); });
    std::thread orders([&] { ApplyShuffled(&world, happened.orders, seed); });
    std::thread rebuild([&] { Insist([&] { return world.Recover(); }); });
    for (std::thread* one : {&customers, &orders, &rebuild}) one->join();
    EXPECT_EQ(world.Dump(), rebuilt.Dump()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace guanxi::analytics
