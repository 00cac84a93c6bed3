// Merges that end in the middle, wherever that is, and merges that meet.
#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::CustomerMerge;

constexpr int kChildren = merge::kMovedAtOnce + 40;

class MergeFaultTest : public ::testing::Test {
 protected:
  MergeFaultTest() : keeps_(world_.AddCustomer("甲")), goes_(world_.AddCustomer("乙")) {
    AddContacts(goes_, kChildren);
    AddContacts(keeps_, 3);
  }
  void AddContacts(const std::string& customer, int count) {
    v1::BatchCreateContactsRequest request;
    request.set_parent(customer);
    for (int i = 0; i < count; ++i) {
      v1::CreateContactRequest& one = *request.add_requests();
      one.set_parent(customer);
      one.mutable_contact()->set_display_name(absl::StrCat("联系人", i));
    }
    ASSERT_THAT(
        service_.contacts->BatchCreate<v1::BatchCreateContactsResponse>(service_.call(), request),
        IsOk());
  }
  // The unit of work at the `nth` place from now on comes to nothing, as if the process had died.
  void FailAt(int nth) {
    left_ = nth;
    world_.on_passed = [this](absl::string_view) {
      return --left_ == 0 ? Unavailable("KILLED", "killed") : absl::OkStatus();
    };
  }
  bool HasFailed() const { return left_ <= 0; }
  CustomerMerge::State StateOf(const std::string& merge) {
    v1::GetCustomerMergeRequest request;
    request.set_name(merge);
    return service_.catalog->Of<CustomerMerge>()
        .Get<CustomerMerge>(service_.call(), request)
        ->state();
  }

  TestService service_;
  MergeWorld world_{&service_};
  const std::string keeps_, goes_;
  int left_ = 0;
};

TEST_F(MergeFaultTest, WhereverMovingEndsItGoesOnAndDoesNothingTwice) {
  bool failed = true;
  for (int place = 1; failed; ++place) {
    ASSERT_LT(place, 20);
    FailAt(place);
    const auto merged = world_.Merge(keeps_, {goes_});
    ASSERT_THAT(merged, IsOk());  // it holds, whatever happens to what is moved after it
    const std::string merge = merged->customer_merge().name();
    failed = HasFailed();
    world_.on_passed = nullptr;
    EXPECT_EQ(world_.Get(goes_)->name(), keeps_);
    EXPECT_EQ(StateOf(merge), failed ? CustomerMerge::MOVING : CustomerMerge::DONE);
    if (failed) {
      EXPECT_THAT(world_.Undo(merge), HasReason("MERGE_UNDER_WAY"));
    }
    ASSERT_THAT(world_.MoveAll(), IsOk());
    EXPECT_EQ(StateOf(merge), CustomerMerge::DONE);
    EXPECT_EQ(world_.CountBelow("contacts", keeps_), kChildren + 3);
    EXPECT_EQ(world_.CountBelow("contacts", goes_), 0);

    FailAt(place);
    ASSERT_THAT(world_.Undo(merge), IsOk());
    const bool undo_failed = HasFailed();
    world_.on_passed = nullptr;
    EXPECT_EQ(StateOf(merge), undo_failed ? CustomerMerge::UNDOING : CustomerMerge::UNDONE);
    ASSERT_THAT(world_.MoveAll(), IsOk());
    failed |= undo_failed;
    EXPECT_EQ(StateOf(merge), CustomerMerge::UNDONE);
    EXPECT_EQ(world_.Get(goes_)->name(), goes_);
    EXPECT_EQ(world_.CountBelow("contacts", goes_), kChildren);
    EXPECT_EQ(world_.CountBelow("contacts", keeps_), 3);
    EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 0);
  }
}

TEST_F(MergeFaultTest, OfMergesThatShareARecordEachFindsWhatTheOthersMade) {
  for (int round = 0; round < 6; ++round) {
    std::vector<std::string> names;
    for (int i = 0; i < 5; ++i) {
      names.push_back(world_.AddCustomer(absl::StrCat("公司", i)));
      ASSERT_THAT(world_.AddContact(names.back(), "王芳"), IsOk());
    }
    // Each into the next: all are in two of them.
    std::vector<absl::Status> ended(names.size() - 1);
    std::atomic<int> waiting{static_cast<int>(ended.size())};
    std::vector<std::thread> threads;
    for (size_t i = 0; i < ended.size(); ++i) {
      threads.emplace_back([&, i] {
        --waiting;
        while (waiting.load() > 0) std::this_thread::yield();
        do {  // Where the survivor went into another meanwhile, by its name that is found.
          const std::string survivor = world_.Get(names[i + 1])->name();
          ended[i] = world_.Merge(survivor, {names[i]}).status();
        } while (Reason(ended[i]) == "MERGE_UNDER_WAY" || absl::IsAborted(ended[i]) ||
                 Reason(ended[i]) == "CUSTOMER_NOT_FOUND");
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const absl::Status& status : ended) EXPECT_THAT(status, IsOk());
    ASSERT_THAT(world_.MoveAll(), IsOk());
    // By any of its names there is one left, with everybody's children.
    const std::string left = world_.Get(names[0])->name();
    for (const std::string& name : names) EXPECT_EQ(world_.Get(name)->name(), left);
    EXPECT_EQ(world_.CountBelow("contacts", left), static_cast<int>(names.size()));
  }
}

TEST_F(MergeFaultTest, OfTwoMergesOfOneRecordOneWins) {
  const std::string third = world_.AddCustomer("丙");
  std::vector<absl::Status> ended(2);
  std::atomic<int> waiting{2};
  std::vector<std::thread> threads;
  for (size_t i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      --waiting;
      while (waiting.load() > 0) std::this_thread::yield();
      do {
        ended[i] = world_.Merge(i == 0 ? keeps_ : third, {goes_}).status();
      } while (Reason(ended[i]) == "MERGE_UNDER_WAY" || absl::IsAborted(ended[i]));
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_THAT(world_.MoveAll(), IsOk());
  // The second one merged what the first one had made of it.
  EXPECT_THAT(ended[0], IsOk());
  EXPECT_THAT(ended[1], IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customers WHERE live = 1"), 1);
  EXPECT_EQ(world_.Get(goes_)->name(), world_.Get(keeps_)->name());
  EXPECT_EQ(world_.CountBelow("contacts", world_.Get(goes_)->name()), kChildren + 3);
}

}  // namespace
}  // namespace guanxi::customer
