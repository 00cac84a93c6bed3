#include "workflow-svc/approval/delegation_rules.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using v1::Delegation;

// Delegations by their delegators, in the order in which they were made.
class Book {
 public:
  Delegation Make(const std::string& from, const std::string& to, int start, int end,
                  const std::vector<std::string>& definitions = {}) {
    Delegation one;
    one.set_name(absl::StrCat("delegations/", ++count_));
    one.set_delegator(from);
    one.set_deputy(to);
    *one.mutable_start_time() = ToTimestamp(absl::FromUnixSeconds(start));
    if (end > 0) *one.mutable_end_time() = ToTimestamp(absl::FromUnixSeconds(end));
    for (const std::string& definition : definitions) one.add_definitions(definition);
    return one;
  }
  void Add(const Delegation& one) { all_[one.delegator()].push_back(one); }
  DelegationsOf find() {
    return [this](const std::string& user) -> absl::StatusOr<std::vector<Delegation>> {
      return all_[user];
    };
  }
  std::string Deputy(const std::string& user, int at, const std::string& definition = "d") {
    return DeputyOf(user, definition, absl::FromUnixSeconds(at), find()).value();
  }

 private:
  std::map<std::string, std::vector<Delegation>> all_;
  int count_ = 0;
};

TEST(DelegationRulesTest, DeputyDecidesWhileItIsInForceAndNotAfter) {
  Book book;
  book.Add(book.Make("a", "b", 10, 20));
  EXPECT_EQ(book.Deputy("a", 9), "");
  EXPECT_EQ(book.Deputy("a", 10), "b");
  EXPECT_EQ(book.Deputy("a", 19), "b");
  EXPECT_EQ(book.Deputy("a", 20), "");
  EXPECT_EQ(book.Deputy("b", 15), "");
}

TEST(DelegationRulesTest, OfSeveralTheFirstCountsAndOneOfOtherProcessesDoesNot) {
  Book book;
  book.Add(book.Make("a", "c", 10, 20, {"other"}));
  book.Add(book.Make("a", "b", 10, 20));
  book.Add(book.Make("a", "d", 10, 20));
  EXPECT_EQ(book.Deputy("a", 15), "b");
  EXPECT_EQ(book.Deputy("a", 15, "other"), "c");
}

TEST(DelegationRulesTest, CycleIsFoundWhereAllOfItIsInForceTogether) {
  Book book;
  book.Add(book.Make("b", "c", 10, 20));
  book.Add(book.Make("c", "a", 15, 30));
  EXPECT_EQ(Reason(CheckNoCycle(book.Make("a", "b", 0, 0), book.find())), "DELEGATION_CYCLE");
  EXPECT_EQ(Reason(CheckNoCycle(book.Make("a", "b", 19, 40), book.find())), "DELEGATION_CYCLE");
  EXPECT_THAT(CheckNoCycle(book.Make("a", "b", 20, 40), book.find()), IsOk());
  EXPECT_THAT(CheckNoCycle(book.Make("a", "b", 0, 15), book.find()), IsOk());
}

TEST(DelegationRulesTest, CycleOfDifferentProcessesIsNone) {
  Book book;
  book.Add(book.Make("b", "a", 0, 0, {"x", "y"}));
  EXPECT_THAT(CheckNoCycle(book.Make("a", "b", 0, 0, {"z"}), book.find()), IsOk());
  EXPECT_EQ(Reason(CheckNoCycle(book.Make("a", "b", 0, 0, {"y", "z"}), book.find())),
            "DELEGATION_CYCLE");
}

TEST(DelegationRulesTest, ItsFormerSelfDoesNotCount) {
  Book book;
  Delegation one = book.Make("b", "a", 0, 10);
  book.Add(one);
  one.set_deputy("c");
  EXPECT_THAT(CheckNoCycle(one, book.find()), IsOk());
}

TEST(DelegationRulesTest, ChainThatIsTooLongIsRefused) {
  Book book;
  for (int i = 0; i < kMaxDeputies; ++i) {
    book.Add(book.Make(absl::StrCat(i), absl::StrCat(i + 1), 0, 0));
  }
  EXPECT_EQ(Reason(CheckNoCycle(book.Make("a", "0", 0, 0), book.find())), "DELEGATION_TOO_LONG");
}

TEST(DelegationRulesTest, WrongFieldsAreNamed) {
  Book book;
  Violations violations;
  CheckDelegation(book.Make("a", "a", 10, 10), &violations);
  const auto found = FieldViolations(violations.ToStatus());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].path, "deputy");
  EXPECT_EQ(found[1].path, "end_time");
}

}  // namespace
}  // namespace guanxi::workflow
