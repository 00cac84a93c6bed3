// What is true of trees of companies whatever is moved, by how many at once.
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "customer-svc/tree/tree_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::SizeIs;
using TreeMovesTest = CustomerTreeTest;

TEST_F(TreeMovesTest, SumsAreARecountAfterAnyMovesAndEvents) {
  std::mt19937 random(19);
  std::vector<std::string> all;
  for (int i = 0; i < 14; ++i) {
    const std::string parent = i < 3 ? "" : all[random() % all.size()];
    all.push_back(AddCompany(absl::StrCat("云帆", i), parent, i % 2 == 0 ? "华东" : "华北"));
  }
  for (int step = 0; step < 60; ++step) {
    const std::string& one = all[random() % all.size()];
    lead::v1::Opportunity deal;
    switch (random() % 5) {
      case 0:
        Move(one, all[random() % all.size()]).IgnoreError();  // cycles are refused
        break;
      case 1:
        ASSERT_THAT(SetRegion(one, random() % 2 == 0 ? "华南" : ""), IsOk());
        break;
      case 2:
        ASSERT_THAT(SpeakWith(one, 1780000000 + static_cast<int64_t>(random() % 100000)), IsOk());
        break;
      case 3:
        deal.set_state(random() % 2 == 0 ? lead::v1::Opportunity::OPEN
                                         : lead::v1::Opportunity::WON);
        deal.mutable_amount()->set_currency_code(random() % 2 == 0 ? "CNY" : "USD");
        deal.mutable_amount()->set_units(static_cast<int64_t>(random() % 1000));
        deal.mutable_amount()->set_nanos(500'000'000);
        deal.add_products(random() % 2 == 0 ? "标准版" : "专业版");
        ASSERT_THAT(Hear(step, one, deal), IsOk());
        break;
      default:
        Move(one, "").IgnoreError();
    }
    if (random() % 3 == 0) Refresh();
  }
  Refresh();
  for (const std::string& name : all) {
    // Who never was in a tree has no row.
    if (service_.Number(absl::StrCat("SELECT COUNT(*) FROM tree_nodes WHERE HEX(id) = '",
                                     absl::BytesToHexString(IdOf(name).bytes()), "'")) == 0) {
      continue;
    }
    const TreeFigures stored = Stored(name);
    const TreeFigures counted = Recount(name, all);
    EXPECT_EQ(stored.sums, counted.sums) << name;
    EXPECT_EQ(stored.last_interaction, counted.last_interaction) << name;
  }
}

// 64 movers at once, each anywhere: whatever they do, nobody lies below himself, and the rows of
// the tree are what customers say.
TEST_F(TreeMovesTest, AtOnceMovesMakeNoRing) {
  constexpr int kMovers = 64;
  std::vector<std::string> all;
  for (int i = 0; i < 12; ++i) all.push_back(AddCompany(absl::StrCat("云帆", i)));
  std::vector<std::thread> movers;
  for (int i = 0; i < kMovers; ++i) {
    movers.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      for (int turn = 0; turn < 3; ++turn) {
        Move(all[random() % all.size()], all[random() % all.size()]).IgnoreError();
      }
    });
  }
  for (std::thread& mover : movers) mover.join();
  int moved = 0;
  for (const std::string& name : all) {
    std::set<std::string> seen;
    for (std::string at = name; !at.empty(); at = Get(at).parent_organization()) {
      ASSERT_TRUE(seen.insert(at).second) << name << " lies below itself";
    }
    moved += seen.size() > 1 ? 1 : 0;
    std::vector<Uuid> above;
    ASSERT_THAT(service_.database->ReadOnly(
                    {},
                    [&](db::Transaction& tx) -> absl::Status {
                      GUANXI_ASSIGN_OR_RETURN(above, ReadAbove(tx, service_.tenant, IdOf(name)));
                      return absl::OkStatus();
                    }),
                IsOk());
    EXPECT_THAT(above, SizeIs(seen.size() - 1)) << name;
  }
  EXPECT_GT(moved, 0);
  Refresh();
  for (const std::string& name : all) {
    if (Stored(name).sums.empty()) continue;  // it never was in a tree
    EXPECT_EQ(Stored(name).sums, Recount(name, all).sums) << name;
  }
}

}  // namespace
}  // namespace guanxi::customer
