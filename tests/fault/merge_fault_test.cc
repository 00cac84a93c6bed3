// customer-svc is killed before and after each kind of transaction of a merge, of its undoing, and
// of bulks of both, while more is to be moved than one transaction moves. Whoever repeats his call
// goes on as if nothing had happened: all is merged once, and undone it is as it was.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/rpc/client.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/fault/merge_verdict.h"
#include "tests/fault/merges.h"
#include "tests/fault/recount.h"
#include "tests/fault/stack.h"

namespace guanxi::fault {
namespace {

using customer::v1::CustomerMerge;

constexpr absl::Duration kPatience = absl::Seconds(40);
constexpr absl::Duration kInterval = absl::Milliseconds(20);
// Of the one that goes: more than one transaction moves.
constexpr int kMany = 160;
constexpr int kFew = 3;

// Where it dies: around the n-th commit that wrote by a statement.
struct Point {
  const char* text;
  int times;
};
// A merge, and then its undoing.
constexpr std::pair<Point, Point> kPoints[] = {
    {{"INTO customer_merges", 1}, {"INTO merge_turns", 1}},             // it is decided
    {{"INTO merge_moves", 2}, {"INTO merge_moves", 2}},                 // some more has moved
    {{"DELETE FROM merge_turns", 1}, {"DELETE FROM merge_turns", 1}}};  // it ends
// A bulk of two merges, and then its undoing.
constexpr std::pair<Point, Point> kBulkPoints[] = {
    {{"INTO customer_merges", 2}, {"INTO merge_turns", 2}},
    {{"DELETE FROM merge_turns", 1}, {"DELETE FROM merge_turns", 2}}};

// What is still to be done; @c is customer-svc's schema.
const Recount kUnderWay[] = {
    {"operations under way", "SELECT COUNT(*) FROM @c.operations WHERE done = 0"}};

class MergeFaultTest : public ::testing::Test {
 protected:
  MergeFaultTest() {
    Stack::Options options;
    options.preload = "tests/fault/libdie_at_commit.so";
    stack_ = Stack::Start(options).value();
    database_ = db::Database::Create({stack_->schema()}).value();
    merges_ = std::make_unique<Merges>(rpc::NewChannel(stack_->client()));
  }

  // Asks again until it is so, over the death of the service.
  absl::Status Insist(const std::function<absl::StatusOr<bool>()>& ask) {
    absl::Status status;
    const bool is_so = Eventually(
        [&] {
          const absl::StatusOr<bool> answer = ask();
          status = answer.status();
          if (answer.ok() && *answer) return true;
          if (!status.ok() && !IsPassing(status)) return true;
          status = Revive();
          return !status.ok();
        },
        kPatience, kInterval);
    return is_so ? status : absl::DeadlineExceededError("it does not come to that");
  }
  absl::Status Revive() {
    if (has_died_ || !stack_->HaveCustomersDiedAt(point_)) return absl::OkStatus();
    has_died_ = true;
    return stack_->RestartCustomers("");
  }

  // `step` is done in spite of a death at the point.
  void DieDuring(absl::string_view moment, const Point& point,
                 const std::function<absl::Status()>& step) {
    point_ = absl::StrCat(moment, "|", point.text, "|", point.times);
    has_died_ = false;
    ASSERT_THAT(stack_->RestartCustomers(point_), IsOk()) << point_;
    ASSERT_THAT(step(), IsOk()) << point_;
    ASSERT_TRUE(
        Eventually([&] { return has_died_ || stack_->HaveCustomersDiedAt(point_); }, kPatience))
        << "it does not come to " << point_;
    ASSERT_THAT(Revive(), IsOk());
  }

  absl::Status Merge(const Two& two) {
    const std::string id = ids_.Next().ToString();
    GUANXI_RETURN_IF_ERROR(Insist([&]() -> absl::StatusOr<bool> {
      GUANXI_ASSIGN_OR_RETURN(merge_, merges_->Merge(two, id));
      return true;
    }));
    return WaitFor(CustomerMerge::DONE);
  }
  absl::Status Undo() {
    const std::string id = ids_.Next().ToString();
    GUANXI_RETURN_IF_ERROR(Insist([&]() -> absl::StatusOr<bool> {
      GUANXI_RETURN_IF_ERROR(merges_->Undo(merge_, id));
      return true;
    }));
    return WaitFor(CustomerMerge::UNDONE);
  }
  absl::Status WaitFor(CustomerMerge::State wanted) {
    return Insist([&]() -> absl::StatusOr<bool> {
      GUANXI_ASSIGN_OR_RETURN(const CustomerMerge::State state, merges_->StateOf(merge_));
      return state == wanted;
    });
  }
  absl::Status MergeAll(const std::vector<Two>& all) {
    const std::string id = ids_.Next().ToString();
    GUANXI_RETURN_IF_ERROR(Insist([&]() -> absl::StatusOr<bool> {
      GUANXI_ASSIGN_OR_RETURN(bulk_, merges_->MergeAll(all, id));
      return true;
    }));
    return WaitForOperations();
  }
  absl::Status UndoAll() {
    const std::string id = ids_.Next().ToString();
    GUANXI_RETURN_IF_ERROR(Insist([&]() -> absl::StatusOr<bool> {
      GUANXI_RETURN_IF_ERROR(merges_->UndoAll(bulk_, id));
      return true;
    }));
    return WaitForOperations();
  }
  absl::Status WaitForOperations() {
    return Insist([&]() -> absl::StatusOr<bool> {
      return Judge(*database_, kUnderWay, {{"@c", stack_->schema().schema}}).empty();
    });
  }

  UuidSource ids_;
  std::unique_ptr<Stack> stack_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Merges> merges_;
  std::string merge_, bulk_, point_;
  bool has_died_ = false;
};

TEST_F(MergeFaultTest, WhereverItDiesAllIsMergedOnceAndUndoneItIsAsItWas) {
  for (const auto& [merging, undoing] : kPoints) {
    for (const char* const moment : {"before", "after"}) {
      const auto two = merges_->MakeTwo(kFew, kMany);
      ASSERT_THAT(two, IsOk());
      ASSERT_NO_FATAL_FAILURE(DieDuring(moment, merging, [&] { return Merge(*two); }));
      EXPECT_EQ(JudgeMerged(*database_, stack_->schema().schema, *two), "") << point_;
      ASSERT_NO_FATAL_FAILURE(DieDuring(moment, undoing, [&] { return Undo(); }));
      EXPECT_EQ(JudgeApart(*database_, stack_->schema().schema, *two), "") << point_;
    }
  }
  for (const auto& [merging, undoing] : kBulkPoints) {
    for (const char* const moment : {"before", "after"}) {
      const auto one = merges_->MakeTwo(kFew, kFew), other = merges_->MakeTwo(kFew, kFew);
      ASSERT_THAT(one, IsOk());
      ASSERT_THAT(other, IsOk());
      const std::vector<Two> both = {*one, *other};
      ASSERT_NO_FATAL_FAILURE(DieDuring(moment, merging, [&] { return MergeAll(both); }));
      for (const Two& two : both) {
        EXPECT_EQ(JudgeMerged(*database_, stack_->schema().schema, two), "") << point_;
      }
      ASSERT_NO_FATAL_FAILURE(DieDuring(moment, undoing, [&] { return UndoAll(); }));
      for (const Two& two : both) {
        EXPECT_EQ(JudgeApart(*database_, stack_->schema().schema, two), "") << point_;
      }
    }
  }
}

}  // namespace
}  // namespace guanxi::fault
