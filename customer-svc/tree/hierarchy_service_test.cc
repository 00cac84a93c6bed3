// Groups of companies as callers see them.
#include "customer-svc/tree/hierarchy_service.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "customer-svc/parties/network_testing.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/order_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class HierarchyServiceTest : public NetworkTest {
 protected:
  absl::StatusOr<v1::GetHierarchyResponse> Tree(const rpc::Call& call,
                                                v1::GetHierarchyRequest request) {
    return hierarchy_.GetHierarchy(call, request);
  }
  static std::vector<std::string> Names(const v1::GetHierarchyResponse& tree) {
    std::vector<std::string> names;
    for (const v1::HierarchyNode& node : tree.nodes()) {
      names.push_back(node.customer().display_name());
    }
    return names;
  }
  static v1::GetHierarchyRequest Of(const std::string& name) {
    v1::GetHierarchyRequest request;
    request.set_name(name);
    return request;
  }
  v1::HierarchyCoverage Coverage(const rpc::Call& call, const std::string& name) {
    v1::GetCoverageRequest request;
    request.set_name(name);
    return hierarchy_.GetCoverage(call, request).value();
  }
  // He buys something.
  void Order(const std::string& customer) {
    v1::CreateOrderRequest request;
    request.set_parent(customer);
    auto& order = *request.mutable_order();
    order.set_state(v1::Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(10);
    order.mutable_order_date()->set_year(2026);
    order.mutable_order_date()->set_month(3);
    order.mutable_order_date()->set_day(1);
    ASSERT_THAT(service_.catalog->Of<v1::Order>().Create<v1::Order>(service_.call(), request),
                IsOk());
  }

  HierarchyServiceImpl hierarchy_{service_.engine.get(), service_.resources->customers.get(),
                                  service_.resources->contacts.get(),
                                  service_.resources->relationships.get()};
};

TEST_F(HierarchyServiceTest, LevelsComeOneAfterTheOther) {
  const std::string top = AddCompany("集团");
  const std::string a = AddCompany("甲", top);
  const std::string b = AddCompany("乙", top);
  const std::string c = AddCompany("丙", a);
  const auto tree = Tree(service_.call(), Of(top));
  ASSERT_THAT(tree, IsOk());
  EXPECT_THAT(Names(*tree), ElementsAre("集团", "甲", "乙", "丙"));
  EXPECT_EQ(tree->nodes(3).level(), 2);
  EXPECT_EQ(tree->nodes(3).above(), a);
  EXPECT_FALSE(tree->truncated());
  v1::GetHierarchyRequest group = Of(c);
  group.set_whole_group(true);
  EXPECT_THAT(Names(*Tree(service_.call(), group)), SizeIs(4));
  EXPECT_THAT(Names(*Tree(service_.call(), Of(b))), ElementsAre("乙"));
}

TEST_F(HierarchyServiceTest, WhatIsCutOffIsSaid) {
  const std::string top = AddCompany("集团");
  const std::string a = AddCompany("甲", top);
  AddCompany("乙", top);
  AddCompany("丙", a);
  v1::GetHierarchyRequest request = Of(top);
  request.set_depth(1);
  EXPECT_TRUE(Tree(service_.call(), request)->truncated());
  request.set_depth(2);
  EXPECT_FALSE(Tree(service_.call(), request)->truncated());
  request.set_max_nodes(2);
  EXPECT_THAT(Names(*Tree(service_.call(), request)), ElementsAre("集团", "甲"));
  EXPECT_TRUE(Tree(service_.call(), request)->truncated());
  request.set_max_nodes(1001);
  request.set_depth(33);
  const auto wrong = FieldViolations(Tree(service_.call(), request).status());
  EXPECT_THAT(wrong, SizeIs(2));
}

TEST_F(HierarchyServiceTest, WhatIsNotSeenIsNotCutOff) {
  const std::string top = AddCompany("集团", "", "", User(1));
  const std::string hidden = AddCompany("别人的", top, "", User(2));
  const std::string gone = AddCompany("没了的", hidden, "", User(1));
  Delete<v1::DeleteCustomerRequest, v1::Customer>(gone);
  const rpc::Call seller = SellerCall(1);
  v1::GetHierarchyRequest request = Of(top);
  request.set_depth(1);
  EXPECT_FALSE(Tree(service_.call(), request)->truncated());
  const std::string below = AddCompany("更下的", hidden, "", User(2));
  EXPECT_TRUE(Tree(service_.call(), request)->truncated());
  EXPECT_FALSE(Tree(seller, request)->truncated());
  AddCompany("自己的", below, "", User(1));
  EXPECT_TRUE(Tree(seller, request)->truncated());
}

// Scenario: a customer tree shows what share of the group's companies we work with.
TEST_F(HierarchyServiceTest, CoverageIsTheShareOfCompaniesThatHaveBought) {
  const std::string top = AddCompany("集团", "", "华东");
  const std::string a = AddCompany("甲", top, "华东");
  AddCompany("乙", top, "华北");
  AddCompany("丙", a, "");
  Order(a);
  Refresh();
  const v1::HierarchyCoverage coverage = Coverage(service_.call(), top);
  EXPECT_EQ(coverage.total().companies(), 4);
  EXPECT_EQ(coverage.total().cooperating(), 1);
  EXPECT_DOUBLE_EQ(coverage.total().share(), 0.25);
  ASSERT_THAT(coverage.regions(), SizeIs(3));
  EXPECT_EQ(coverage.regions(0).label(), "");
  for (const v1::CoverageShare& region : coverage.regions()) {
    EXPECT_EQ(region.companies(), region.label() == "华东" ? 2 : 1) << region.label();
    EXPECT_EQ(region.cooperating(), region.label() == "华东" ? 1 : 0) << region.label();
  }
}

TEST_F(HierarchyServiceTest, WhatIsHiddenIsInNoAnswerAndNoSum) {
  const std::string top = AddCompany("集团", "", "华东", User(1));
  const std::string hidden = AddCompany("别人的", top, "华东", User(2));
  const std::string below = AddCompany("自己的", hidden, "华东", User(1));
  Order(hidden);
  Refresh();
  const rpc::Call seller = SellerCall(1);
  const auto tree = Tree(seller, Of(top));
  ASSERT_THAT(tree, IsOk());
  EXPECT_THAT(Names(*tree), ElementsAre("集团", "自己的"));
  EXPECT_EQ(tree->nodes(1).above(), top);
  const v1::HierarchyCoverage coverage = Coverage(seller, top);
  EXPECT_EQ(coverage.total().companies(), 2);
  EXPECT_EQ(coverage.total().cooperating(), 0);
  EXPECT_EQ(Coverage(service_.call(), top).total().cooperating(), 1);
  EXPECT_EQ(Reason(Tree(seller, Of(hidden)).status()), "CUSTOMER_NOT_FOUND");
  v1::DrawHierarchyRequest draw;
  draw.set_name(top);
  EXPECT_THAT(hierarchy_.DrawHierarchy(seller, draw)->data(), Not(HasSubstr("别人的")));
}

TEST_F(HierarchyServiceTest, SumsOfHiddenFieldsAreAbsent) {
  const std::string top = AddCompany("集团");
  AddCompany("甲", top);
  Refresh();
  const rpc::Call blind = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Customer' path: 'purchase_count' access: HIDDEN }",
      User(1));
  v1::GetHierarchyRollUpRequest request;
  request.set_name(top);
  const auto sum = hierarchy_.GetHierarchyRollUp(blind, request);
  ASSERT_THAT(sum, IsOk());
  EXPECT_EQ(sum->customers(), 2);
  EXPECT_FALSE(sum->has_cooperating());
  EXPECT_TRUE(hierarchy_.GetHierarchyRollUp(service_.call(), request)->has_cooperating());
  const rpc::Call stray = CallWith(
      "permissions { pattern: '*' scope: ALL } unmasks: NAME field_policies { "
      "resource_type: 'guanxi.dev/Customer' path: 'parent_organization' access: HIDDEN }",
      User(1));
  EXPECT_EQ(Reason(Tree(stray, Of(top)).status()), "FIELD_NOT_ALLOWED");
  EXPECT_EQ(Reason(hierarchy_.GetHierarchyRollUp(stray, request).status()), "FIELD_NOT_ALLOWED");
  v1::DrawHierarchyRequest draw;
  draw.set_name(top);
  EXPECT_THAT(hierarchy_.DrawHierarchy(blind, draw)->data(), Not(HasSubstr("Not yet")));
  EXPECT_THAT(hierarchy_.DrawHierarchy(service_.call(), draw)->data(), HasSubstr("Not yet"));
  v1::GetCoverageRequest coverage;
  coverage.set_name(top);
  EXPECT_EQ(Reason(hierarchy_.GetCoverage(blind, coverage).status()), "FIELD_NOT_ALLOWED");
}

TEST_F(HierarchyServiceTest, WhoOwnsMostSuggestsASubsidiary) {
  const std::string top = AddCompany("集团");
  const std::string owned = AddCompany("控股");
  const std::string shared = AddCompany("参股");
  const std::string there = AddCompany("已在", top);
  v1::Relationship share;
  share.set_type(v1::Relationship::INVESTS_IN);
  share.set_target_customer(owned);
  share.set_share_basis_points(5100);
  const std::string tie = Tie(top, share);
  share.set_target_customer(shared);
  share.set_share_basis_points(4999);
  Tie(top, share);
  share.set_target_customer(there);
  share.set_share_basis_points(10000);
  Tie(top, share);
  v1::SuggestSubsidiariesRequest request;
  request.set_name(top);
  const auto found = hierarchy_.SuggestSubsidiaries(service_.call(), request);
  ASSERT_THAT(found, IsOk());
  ASSERT_THAT(found->suggestions(), SizeIs(1));
  EXPECT_EQ(found->suggestions(0).customer(), owned);
  EXPECT_EQ(found->suggestions(0).relationship(), tie);
}

TEST_F(HierarchyServiceTest, AMoveTakesTheEtagAndTheRequestIdInEarnest) {
  const std::string top = AddCompany("集团");
  const std::string a = AddCompany("甲");
  v1::MoveInHierarchyRequest request;
  request.set_name(a);
  request.set_parent_organization(top);
  request.set_etag("999");
  EXPECT_EQ(Reason(hierarchy_.MoveInHierarchy(service_.call(), request).status()), "STALE_ETAG");
  request.clear_etag();
  request.set_validate_only(true);
  EXPECT_THAT(hierarchy_.MoveInHierarchy(service_.call(), request), IsOk());
  EXPECT_THAT(Names(*Tree(service_.call(), Of(top))), SizeIs(1));
  request.set_validate_only(false);
  const auto moved = hierarchy_.MoveInHierarchy(service_.call(), request);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->parent_organization(), top);
  EXPECT_THAT(Names(*Tree(service_.call(), Of(top))), SizeIs(2));
  request.set_parent_organization("customers/nobody");
  EXPECT_THAT(hierarchy_.MoveInHierarchy(service_.call(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("parent_organization")));
}

TEST_F(HierarchyServiceTest, ADrawingIsOneImageInTheReadersLanguage) {
  const std::string top = AddCompany("中国机械设备工程股份有限公司");
  AddCompany("A & B <C>", top);
  v1::DrawHierarchyRequest draw;
  draw.set_name(top);
  draw.set_language("zh");
  const auto picture = hierarchy_.DrawHierarchy(service_.call(), draw);
  ASSERT_THAT(picture, IsOk());
  EXPECT_EQ(picture->content_type(), "image/svg+xml");
  EXPECT_THAT(picture->data(), HasSubstr("客户树：中国机械设备工程股份有限公司"));
  EXPECT_THAT(picture->data(), HasSubstr("A &amp; B &lt;C&gt;"));
  draw.set_language("fr");
  EXPECT_THAT(hierarchy_.DrawHierarchy(service_.call(), draw),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("language")));
}

}  // namespace
}  // namespace guanxi::customer
