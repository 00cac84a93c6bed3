// Merges and their undoing over random histories of customers and what lies below them.
#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

// Everything that can be seen of the schema's customers and what lies below them, but for what each
// change makes anew (etags, times of updates) and the history itself.
class MergeHistoriesTest : public ::testing::Test {
 protected:
  int Pick(size_t below) { return static_cast<int>(random_() % below); }

  void AddSomething() {
    const std::string name = names_[Pick(names_.size())];
    switch (Pick(6)) {
      case 0:
        contacts_.push_back(world_.AddContact(name, absl::StrCat("人", ++made_))->name());
        break;
      case 1:
        ASSERT_THAT(world_.AddInteraction(name, 1780000000 + ++made_), IsOk());
        break;
      case 2:
        ASSERT_THAT(world_.AddOrder(name, ++made_), IsOk());
        break;
      case 3:
        Change(name, "industry", absl::StrCat("行业", Pick(4)));
        break;
      case 4:
        Change(name, "city", absl::StrCat("城市", Pick(4)));
        break;
      default:
        AddCustomer();
    }
  }

  void AddCustomer() {
    const std::string above = names_.empty() ? "" : names_[Pick(names_.size())];
    names_.push_back(world_.AddCustomer(absl::StrCat("公司", ++made_), [&](Customer* c) {
      if (Pick(2) == 0) c->set_industry(absl::StrCat("行业", Pick(4)));
      if (Pick(2) == 0) c->add_aliases(absl::StrCat("又名", Pick(4)));
      if (Pick(2) == 0) c->add_phones()->set_number(absl::StrCat("+861380013800", Pick(4)));
      if (Pick(3) == 0) c->set_parent_organization(above);
      c->set_owner(absl::StrCat("users/", DeriveUuid("owner", absl::StrCat(Pick(3))).ToString()));
    }));
  }

  std::string State() {
    std::string state;
    std::vector<std::string> names = names_;
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      v1::GetCustomerRequest get;
      get.set_name(name);
      auto customer = service_.customers->Get<Customer>(service_.call(), get);
      if (!customer.ok()) {
        absl::StrAppend(&state, name, " is not there\n");
        continue;
      }
      customer->clear_etag();
      customer->clear_update_time();
      customer->clear_silent_since_time();  // who has it was noted once more
      absl::StrAppend(&state, customer->DebugString());
      for (const char* table : {"contacts", "interactions", "orders"}) {
        absl::StrAppend(&state, table, " ", Ids(table, name), "\n");
      }
    }
    return state;
  }

  std::string Ids(const std::string& table, const std::string& customer) {
    const Uuid id = resource::ParseReference("customers", customer).value();
    return service_.Text(
        absl::StrCat("SELECT COALESCE(GROUP_CONCAT(HEX(id) ORDER BY id), '') FROM ", table,
                     " WHERE parent_id = x'", absl::BytesToHexString(id.bytes()), "'"));
  }

  // Merges up to three that are there; nothing if they cannot be.
  std::string MergeSome() {
    std::vector<std::string> there;
    for (const std::string& name : names_) {
      if (world_.Get(name)->name() == name) there.push_back(name);
    }
    if (there.size() < 3) return "";
    std::shuffle(there.begin(), there.end(), random_);
    const size_t others = 1 + Pick(2);
    v1::MergeCustomersRequest request = MergeWorld::Request(
        there[0], std::vector<std::string>(there.begin() + 1, there.begin() + 1 + others));
    request.set_keep_owner_of(there[Pick(1 + others)]);
    if (Pick(2) == 0) {
      v1::FieldSurvivorship& rule = *request.add_rules();
      rule.set_path("industry");
      rule.set_rule(v1::MOST_RECENT);
    }
    const auto merged = world_.Merge(request);
    if (merged.ok()) return merged->customer_merge().name();
    // It would be above itself, or have more aliases than there is room for.
    EXPECT_THAT(merged,
                ::testing::AnyOf(HasReason("MERGE_MAKES_CYCLE"), HasReason("INVALID_FIELD")));
    return "";
  }

  void Change(const std::string& name, const std::string& path, const std::string& value) {
    Customer customer;
    customer.set_name(name);
    if (path == "industry") customer.set_industry(value);
    if (path == "city") customer.set_city(value);
    ASSERT_THAT(world_.Update(customer, {path}), IsOk());
  }

  TestService service_;
  MergeWorld world_{&service_};
  std::mt19937 random_{20261130};
  std::vector<std::string> names_, contacts_;
  int made_ = 0;
};

TEST_F(MergeHistoriesTest, AMergeAndItsUndoAreTheIdentity) {
  for (int i = 0; i < 6; ++i) AddCustomer();
  int undone = 0;
  for (int round = 0; round < 25; ++round) {
    for (int i = 0; i < 4; ++i) AddSomething();
    const std::string before = State();
    const std::string merge = MergeSome();
    if (merge.empty()) continue;
    EXPECT_NE(State(), before);
    ASSERT_THAT(world_.Undo(merge), IsOk());
    ASSERT_EQ(State(), before) << "round " << round;
    ++undone;
  }
  EXPECT_GT(undone, 10);
}

// Merges of merged records, undone in any order that is let.
TEST_F(MergeHistoriesTest, SoAreManyMergesUndoneInAnyOrderThatIsLet) {
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 6; ++i) AddCustomer();
    for (int i = 0; i < 8; ++i) AddSomething();
    const std::string before = State();
    std::set<std::string> standing;
    for (int i = 0; i < 5; ++i) {
      const std::string merge = MergeSome();
      if (!merge.empty()) standing.insert(merge);
    }
    while (!standing.empty()) {
      std::vector<std::string> order(standing.begin(), standing.end());
      std::shuffle(order.begin(), order.end(), random_);
      size_t refused = 0;
      for (const std::string& merge : order) {
        const auto undone = world_.Undo(merge);
        ASSERT_THAT(world_.MoveAll(), IsOk());
        if (undone.ok()) {
          standing.erase(merge);
        } else {
          EXPECT_THAT(undone, HasReason("MERGED_SINCE"));
          ++refused;
        }
      }
      ASSERT_LT(refused, order.size()) << "none can be undone";
    }
    ASSERT_EQ(State(), before) << "round " << round;
  }
}

// Nothing that was made while a merge stood is lost when it is undone.
TEST_F(MergeHistoriesTest, WhatWasMadeMeanwhileIsConserved) {
  for (int i = 0; i < 6; ++i) AddCustomer();
  const auto count = [&] {
    int64_t all = 0;
    for (const char* table : {"contacts", "interactions", "orders"}) {
      all += service_.Number(absl::StrCat("SELECT COUNT(*) FROM ", table));
      for (const std::string& name : names_) all -= world_.CountBelow(table, name);
    }
    return all;  // that lie below nobody
  };
  for (int round = 0; round < 8; ++round) {
    const std::string merge = MergeSome();
    for (int i = 0; i < 6; ++i) AddSomething();
    ASSERT_EQ(count(), 0);
    if (!merge.empty()) {
      ASSERT_THAT(world_.Undo(merge), IsOk());
    }
    ASSERT_EQ(count(), 0);
    EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merged_names"), 0);
    for (const std::string& name : names_) EXPECT_EQ(world_.Get(name)->name(), name);
  }
}

}  // namespace
}  // namespace guanxi::customer
