#include "customer-svc/merge/cluster_choice.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using v1::Customer;
using Request = v1::MergeDuplicateClustersRequest;

Customer Named(const std::string& name, int64_t made) {
  Customer customer;
  customer.set_name(name);
  customer.set_type(Customer::ORGANIZATION);
  customer.set_display_name(name);
  customer.mutable_create_time()->set_seconds(made);
  return customer;
}

Request Valid() {
  Request request;
  request.set_scan("operations/1");
  request.set_survivor(Request::OLDEST);
  request.set_keep_owner_of(Request::THE_SURVIVOR);
  return request;
}

std::vector<std::string> PathsOf(const Request& request) {
  std::vector<std::string> paths;
  for (const auto& one : FieldViolations(CheckMergeClusters(request))) paths.push_back(one.path);
  return paths;
}

class ChooseMergeTest : public ::testing::Test {
 protected:
  v1::MergeCustomersRequest Choose(const Request& request) {
    return ChooseMerge(request, {&a_, &b_, &c_});
  }
  std::string SurvivorBy(Request::Choice choice) {
    Request request = Valid();
    request.set_survivor(choice);
    return Choose(request).survivor();
  }
  std::string OwnerBy(Request::Choice choice) {
    Request request = Valid();
    request.set_keep_owner_of(choice);
    return Choose(request).keep_owner_of();
  }

  Customer a_ = Named("customers/a", 300), b_ = Named("customers/b", 100);
  Customer c_ = Named("customers/c", 200);
};

TEST_F(ChooseMergeTest, TheSurvivorIsTheOneThatIsMeant) {
  a_.set_industry("软件");
  c_.mutable_last_interaction_time()->set_seconds(5);
  b_.mutable_update_time()->set_seconds(7);
  EXPECT_EQ(SurvivorBy(Request::OLDEST), "customers/b");
  EXPECT_EQ(SurvivorBy(Request::CHANGED_LAST), "customers/b");
  EXPECT_EQ(SurvivorBy(Request::SPOKEN_TO_LAST), "customers/c");
  EXPECT_EQ(SurvivorBy(Request::MOST_COMPLETE), "customers/a");
}

TEST_F(ChooseMergeTest, OfThoseAlikeTheFirstNameSurvives) {
  EXPECT_EQ(SurvivorBy(Request::SPOKEN_TO_LAST), "customers/a");
}

TEST_F(ChooseMergeTest, TheOthersAreMergedInTheOrderOfNames) {
  Request request = Valid();
  request.set_reason("一家");
  v1::FieldSurvivorship& rule = *request.add_rules();
  rule.set_path("display_name");
  rule.set_rule(v1::LONGEST);
  const v1::MergeCustomersRequest merge = Choose(request);
  EXPECT_THAT(merge.merged(), ElementsAre("customers/a", "customers/c"));
  EXPECT_EQ(merge.keep_owner_of(), "customers/b");
  EXPECT_EQ(merge.reason(), "一家");
  EXPECT_THAT(merge.rules(), SizeIs(1));
}

TEST_F(ChooseMergeTest, TheOwnerIsSomebodysWhoHasOne) {
  EXPECT_EQ(OwnerBy(Request::OLDEST), "customers/b");
  c_.set_owner("users/1");
  EXPECT_EQ(OwnerBy(Request::OLDEST), "customers/c");
  a_.set_owner("users/2");
  EXPECT_EQ(OwnerBy(Request::OLDEST), "customers/c");
  EXPECT_EQ(OwnerBy(Request::THE_SURVIVOR), "customers/b");
}

TEST_F(ChooseMergeTest, OneMergeTakesNoMoreThanItMay) {
  std::vector<Customer> many;
  for (int i = 0; i < 30; ++i) many.push_back(Named(absl::StrCat("customers/", 10 + i), 100 - i));
  std::vector<const Customer*> all;
  for (const Customer& one : many) all.push_back(&one);
  Request request = Valid();
  request.set_keep_owner_of(Request::CHANGED_LAST);
  const v1::MergeCustomersRequest merge = ChooseMerge(request, all);
  EXPECT_EQ(merge.survivor(), "customers/39");
  EXPECT_THAT(merge.merged(), SizeIs(kMaxMerged));
  EXPECT_EQ(merge.keep_owner_of(), "customers/39");
}

TEST(CheckMergeClusters, NamesEachFault) {
  EXPECT_THAT(CheckMergeClusters(Valid()), IsOk());
  EXPECT_THAT(PathsOf(Request()), ElementsAre("scan", "survivor", "keep_owner_of"));
  Request request = Valid();
  request.add_duplicate_clusters("duplicateClusters/1");
  request.add_duplicate_clusters("duplicateClusters/1");
  request.set_min_certainty(1001);
  request.set_survivor(Request::THE_SURVIVOR);
  v1::FieldSurvivorship& rule = *request.add_rules();
  rule.set_path("industry");
  rule.set_rule(v1::CHOSEN);
  request.set_reason(std::string(513, 'x'));
  EXPECT_THAT(PathsOf(request), ElementsAre("scan", "duplicate_clusters[1]", "min_certainty",
                                            "survivor", "rules[0].rule", "reason"));
  request = Valid();
  request.add_rules()->set_path("nothing");
  EXPECT_THAT(PathsOf(request), ElementsAre("rules[0].path", "rules[0].rule"));
  request = Valid();
  request.clear_scan();
  request.add_duplicate_clusters("duplicateClusters/1");
  request.set_min_certainty(900);
  EXPECT_THAT(PathsOf(request), ElementsAre("min_certainty"));
}

}  // namespace
}  // namespace guanxi::customer
