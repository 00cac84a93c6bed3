// Merges of companies of one group, and their undoing: trees stay trees, and nothing is held up.
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "customer-svc/tree/tree_refresher.h"
#include "customer-svc/tree/tree_rows.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using v1::Customer;

class MergeTreeTest : public ::testing::Test {
 protected:
  std::string Add(const std::string& title, const std::string& parent = "") {
    return world_.AddCustomer(title, [&](Customer* c) { c->set_parent_organization(parent); });
  }
  absl::Status Move(const std::string& name, const std::string& parent) {
    Customer customer;
    customer.set_name(name);
    customer.set_parent_organization(parent);
    return world_.Update(customer, {"parent_organization"}).status();
  }
  std::string ParentOf(const std::string& name) {
    const auto customer = world_.Get(name);
    EXPECT_THAT(customer, IsOk());
    return customer.ok() ? customer->parent_organization() : "";
  }
  // By the rows of the tree.
  std::vector<std::string> Above(const std::string& name) {
    std::vector<std::string> names;
    EXPECT_THAT(service_.database->ReadOnly(
                    {},
                    [&](db::Transaction& tx) -> absl::Status {
                      const Uuid id = resource::ParseReference("customers", name).value();
                      GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> above,
                                              ReadAbove(tx, service_.tenant, id));
                      names.clear();
                      for (const Uuid& one : above) names.push_back("customers/" + one.ToString());
                      return absl::OkStatus();
                    }),
                IsOk());
    return names;
  }

  TestService service_;
  MergeWorld world_{&service_};
  const TreeRefresher refresher_{service_.database.get(), service_.resources->customers.get()};
};

TEST_F(MergeTreeTest, ADeletedCompanyBetweenHoldsUpNothing) {
  const std::string goes = Add("乙");
  const std::string between = Add("丙", goes);
  const std::string keeps = Add("甲", between);
  v1::DeleteCustomerRequest erase;
  erase.set_name(between);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), erase), IsOk());
  EXPECT_THAT(world_.Merge(keeps, {goes}), IsOk());
  EXPECT_THAT(world_.MoveAll(), IsOk());
  EXPECT_THAT(refresher_.Turn(), IsOk());
  EXPECT_THAT(Above(keeps), ElementsAre(between, goes));
}

TEST_F(MergeTreeTest, WhatWasAboveAndIsBelowNowDoesNotHoldUpTheUndoing) {
  const std::string group = Add("丁");
  const std::string goes = Add("乙", group);
  const std::string part = Add("丙", goes);
  const std::string keeps = Add("甲");
  const auto merged = world_.Merge(keeps, {goes});
  ASSERT_THAT(merged, IsOk());
  ASSERT_THAT(Move(keeps, ""), IsOk());
  ASSERT_THAT(Move(group, part), IsOk());
  ASSERT_THAT(world_.Undo(merged->customer_merge().name()), IsOk());
  EXPECT_EQ(ParentOf(goes), "");
  EXPECT_EQ(ParentOf(part), goes);
  EXPECT_EQ(ParentOf(group), part);
  // The tree could not follow at once, and does now.
  EXPECT_THAT(refresher_.Turn(), IsOk());
  EXPECT_THAT(Above(group), ElementsAre(part, goes));
}

TEST_F(MergeTreeTest, ASurvivorDoesNotComeBackBelowWhatLiesBelowIt) {
  const std::string group = Add("丁");
  const std::string goes = Add("乙");
  const std::string keeps = Add("甲", group);
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  v1::FieldSurvivorship& rule = *request.add_rules();
  rule.set_path("parent_organization");
  rule.set_rule(v1::CHOSEN);
  rule.set_from(goes);
  const auto merged = world_.Merge(request);
  ASSERT_THAT(merged, IsOk());
  ASSERT_EQ(ParentOf(keeps), "");
  ASSERT_THAT(Move(group, keeps), IsOk());
  ASSERT_THAT(world_.Undo(merged->customer_merge().name()), IsOk());
  EXPECT_EQ(ParentOf(group), keeps);
  EXPECT_EQ(ParentOf(keeps), "");
  EXPECT_EQ(ParentOf(goes), "");
}

}  // namespace
}  // namespace guanxi::customer
