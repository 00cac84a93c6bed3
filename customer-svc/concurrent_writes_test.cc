// Writers that meet: upserts of one key, batches over the same customers in opposite orders.
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

constexpr int kWriters = 8;
constexpr int kKeys = 40;

class ConcurrentWritesTest : public ::testing::Test {
 protected:
  // Runs `write(key, writer)` by all writers at once, key after key; returns what failed.
  static std::vector<std::string> Race(const std::function<absl::Status(int, int)>& write) {
    std::vector<std::vector<std::string>> failures(kWriters);
    for (int key = 0; key < kKeys; ++key) {
      std::atomic<int> waiting{kWriters};
      std::vector<std::thread> threads;
      for (int writer = 0; writer < kWriters; ++writer) {
        threads.emplace_back([&, writer] {
          --waiting;
          while (waiting.load() > 0) std::this_thread::yield();
          const absl::Status status = write(key, writer);
          if (!status.ok()) failures[writer].push_back(status.ToString());
        });
      }
      for (std::thread& thread : threads) thread.join();
    }
    std::vector<std::string> all;
    for (const auto& of_one : failures) all.insert(all.end(), of_one.begin(), of_one.end());
    return all;
  }

  absl::Status Upsert(const std::string& name, const std::string& id, int writer) {
    v1::UpdateCustomerRequest request;
    *request.mutable_customer() = TestService::Company("云帆");
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->set_industry(absl::StrCat("行业", writer));
    if (!id.empty()) (*request.mutable_customer()->mutable_external_ids())["erp"] = id;
    request.set_allow_missing(true);
    return service_.customers->Update<Customer>(service_.call(), request).status();
  }
  int64_t Customers() { return service_.Number("SELECT COUNT(*) FROM customers"); }

  TestService service_;
};

TEST_F(ConcurrentWritesTest, UpsertsByNameAllSucceed) {
  const auto failed = Race([&](int key, int writer) {
    return Upsert(absl::StrCat("customers/", DeriveUuid("key", absl::StrCat(key)).ToString()), "",
                  writer);
  });
  EXPECT_THAT(failed, ::testing::IsEmpty());
  EXPECT_EQ(Customers(), kKeys);
}

TEST_F(ConcurrentWritesTest, UpsertsByExternalIdAllSucceed) {
  const auto failed = Race(
      [&](int key, int writer) { return Upsert("customers/-", absl::StrCat("C-", key), writer); });
  EXPECT_THAT(failed, ::testing::IsEmpty());
  EXPECT_EQ(Customers(), kKeys);
}

// Between its lookup and its lock an update waits for a writer who takes the external id away.
TEST_F(ConcurrentWritesTest, AnUpdateByExternalIdIsForWhoHasItWhenTheRowIsLocked) {
  const resource::Resource& customers = *service_.resources->customers;
  Customer given = TestService::Company("甲");
  (*given.mutable_external_ids())["erp"] = "1";
  const Customer first = service_.Create(given);
  const Customer second = service_.Create(TestService::Company("乙"));
  const Uuid ids[] = {Uuid::Parse(first.name().substr(10)).value(),
                      Uuid::Parse(second.name().substr(10)).value()};
  for (const bool given_away : {true, false}) {
    std::thread other;
    absl::StatusOr<Customer> updated = absl::UnknownError("");
    const auto take_away = [&](resource::UnitOfWork& work) -> absl::Status {
      auto rows = work.GetMany(customers, ids);
      if (!rows.ok()) return rows.status();
      for (auto& [id, row] : *rows) {
        Customer next;
        next.CopyFrom(*row.message);
        next.mutable_external_ids()->clear();
        if (id == ids[1] && given_away) (*next.mutable_external_ids())["erp"] = "1";
        if (auto status = work.Update(customers, row, &next).status(); !status.ok()) return status;
      }
      if (!other.joinable()) {
        other = std::thread([&] {
          v1::UpdateCustomerRequest request;
          request.mutable_customer()->set_name("customers/-");
          request.mutable_customer()->set_industry("软件");
          (*request.mutable_customer()->mutable_external_ids())["erp"] = "1";
          request.mutable_update_mask()->add_paths("industry");
          updated = service_.customers->Update<Customer>(service_.call(), request);
        });
      }
      // The server looks anew when nobody has asked it for 100 ms.
      EXPECT_TRUE(Eventually(
          [&] {
            return service_.Number("SELECT COUNT(*) FROM information_schema.innodb_lock_waits") > 0;
          },
          absl::Seconds(20), absl::Milliseconds(150)));
      return absl::OkStatus();
    };
    EXPECT_THAT(service_.engine->Write(service_.call().principal, {}, {}, take_away), IsOk());
    other.join();
    if (given_away) {
      ASSERT_THAT(updated, IsOk());
      EXPECT_EQ(updated->name(), second.name());
    } else {
      EXPECT_THAT(updated, HasReason("CUSTOMER_NOT_FOUND"));
    }
  }
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM changes WHERE kind = 2 AND changed_fields LIKE "
                            "'%industry%'"),
            1);
}

// Half of the writers go through the batch forwards, half backwards.
TEST_F(ConcurrentWritesTest, BatchUpdatesOfOppositeOrdersAllSucceed) {
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i)
    names.push_back(service_.Create(TestService::Company("云帆")).name());
  const auto failed = Race([&](int key, int writer) {
    v1::BatchUpdateCustomersRequest request;
    for (size_t i = 0; i < names.size(); ++i) {
      auto& entry = *request.add_requests();
      entry.mutable_customer()->set_name(names[writer % 2 == 0 ? i : names.size() - 1 - i]);
      entry.mutable_customer()->set_industry(absl::StrCat(key, "-", writer));
    }
    return service_.customers
        ->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(), request)
        .status();
  });
  EXPECT_THAT(failed, ::testing::IsEmpty());
}

// The same for contacts, whose customers are locked too.
TEST_F(ConcurrentWritesTest, BatchUpdatesUnderSeveralParentsAllSucceed) {
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) {
    v1::CreateContactRequest request;
    request.set_parent(service_.Create(TestService::Company("云帆")).name());
    request.mutable_contact()->set_display_name("曾小姐");
    names.push_back(service_.contacts->Create<v1::Contact>(service_.call(), request)->name());
  }
  const auto failed = Race([&](int key, int writer) {
    v1::BatchUpdateContactsRequest request;
    request.set_parent("customers/-");
    for (size_t i = 0; i < names.size(); ++i) {
      auto& entry = *request.add_requests();
      entry.mutable_contact()->set_name(names[writer % 2 == 0 ? i : names.size() - 1 - i]);
      entry.mutable_contact()->set_title(absl::StrCat(key, "-", writer));
    }
    return service_.contacts->BatchUpdate<v1::BatchUpdateContactsResponse>(service_.call(), request)
        .status();
  });
  EXPECT_THAT(failed, ::testing::IsEmpty());
}

// Upserts of the same new customers in opposite orders.
TEST_F(ConcurrentWritesTest, BatchUpsertsOfOppositeOrdersAllSucceed) {
  const auto failed = Race([&](int key, int writer) {
    v1::BatchUpdateCustomersRequest request;
    for (int i = 0; i < 10; ++i) {
      auto& entry = *request.add_requests();
      *entry.mutable_customer() = TestService::Company("云帆");
      entry.mutable_customer()->set_name("customers/-");
      const int id = writer % 2 == 0 ? i : 9 - i;
      (*entry.mutable_customer()->mutable_external_ids())["erp"] = absl::StrCat(key, "-", id);
      entry.set_allow_missing(true);
    }
    return service_.customers
        ->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(), request)
        .status();
  });
  EXPECT_THAT(failed, ::testing::IsEmpty());
  EXPECT_EQ(Customers(), 10 * kKeys);
}

}  // namespace
}  // namespace guanxi::customer
