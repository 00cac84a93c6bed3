// Looks from several sides at once, writers and lists among them.
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/segment_testing.h"
#include "customer-svc/standing/standing_look.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;

constexpr int kCustomers = 24;
constexpr int kRounds = 8;

class StandingRaceTest : public SegmentTest {
 protected:
  StandingRaceTest() {
    for (int i = 0; i < kCustomers; ++i) {
      names_.push_back(Add(Customer::LOW));
      ids_of_.push_back(
          resource::ParseName(kin_.customers->type(), names_.back(), "name").value().id);
    }
  }
  // As an event's or a timer's, again after what passes.
  absl::Status Look() {
    const StandingLook look(kin_, &service_.timers);
    absl::Status looked;
    do {
      const auto page = book_.Of(service_.tenant);
      if (!page.ok()) return page.status();
      looked = service_.engine->Write(
          events::WriterIn(service_.tenant, "services/customer-svc"), {db::Lane::kJob},
          resource::WriteContext(),
          [&](resource::UnitOfWork& work) { return look.At(work, **page, ids_of_); });
    } while (IsPassing(looked));
    return looked;
  }
  // Each membership is of another customer, whatever met.
  void ExpectOneForEach() {
    EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM segment_memberships"),
              service_.Number("SELECT COUNT(DISTINCT parent_id, segment_id) "
                              "FROM segment_memberships"));
  }

  std::vector<std::string> names_;
  std::vector<Uuid> ids_of_;
};

TEST_F(StandingRaceTest, WhoIsLookedAtFromSeveralSidesHasOneMembership) {
  const std::string segment = NewSegment("grade = VIP");
  Settle();
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int side = 0; side < 3; ++side) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) failed += !Look().ok();
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < kCustomers; ++i) {
      SetGrade(names_[i], Customer::VIP);
      if (i % 3 == 0) SetGrade(names_[i], Customer::LOW);
    }
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  Settle();
  std::set<std::string> vips;
  for (int i = 0; i < kCustomers; ++i) {
    if (i % 3 != 0) vips.insert(names_[i]);
  }
  EXPECT_EQ(MembersOf(segment), vips);
  ExpectOneForEach();
}

TEST_F(StandingRaceTest, AListKeepsWhomPeoplePutIntoItWhileAllAreLookedAt) {
  const std::string list = NewSegment("");
  NewSegment("grade = VIP");
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int side = 0; side < 2; ++side) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) failed += !Look().ok();
    });
    threads.emplace_back([&, side] {
      for (int i = side; i < kCustomers; i += 2) {
        absl::Status put;
        do {
          std::vector<std::string> some = {names_[i]};
          if (i != 0) some.push_back(names_[0]);
          put = Put(list, some).status();
        } while (IsPassing(put));
        failed += !put.ok();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(MembersOf(list), std::set<std::string>(names_.begin(), names_.end()));
  ExpectOneForEach();
}

// Who looks by a condition that is another one by now does not have the last word.
TEST_F(StandingRaceTest, AConditionThatChangesMeanwhileIsWhatMembersAreHeldAgainst) {
  const std::string segment = NewSegment("grade = LOW");
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int side = 0; side < 2; ++side) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) failed += !Look().ok();
    });
  }
  threads.emplace_back([&] {
    for (int round = 0; round < kRounds; ++round) {
      SetFilter(segment, round % 2 == 0 ? "grade = VIP" : "grade = LOW");
    }
    SetFilter(segment, "grade = VIP");
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  Settle();
  EXPECT_EQ(MembersOf(segment), std::set<std::string>());
  ExpectOneForEach();
}

}  // namespace
}  // namespace guanxi::customer
