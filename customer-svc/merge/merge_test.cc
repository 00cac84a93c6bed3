// Merges of customers on a real MariaDB: values, children, names, and what is refused.
#include <algorithm>
#include <string>

#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::CustomerMerge;

std::string UserName(const char* name) {
  return absl::StrCat("users/", DeriveUuid("user", name).ToString());
}

class MergeTest : public ::testing::Test {
 protected:
  TestService service_;
  MergeWorld world_{&service_};
};

TEST_F(MergeTest, TheSurvivorHasTheBestOfAllAndTheOthersAreFolded) {
  const std::string keeps = world_.AddCustomer("云帆科技", [](Customer* c) {
    c->set_industry("软件");
    c->add_phones()->set_number("+8613800138000");
    c->set_owner(UserName("alice"));
  });
  const std::string goes = world_.AddCustomer("杭州云帆科技有限公司", [](Customer* c) {
    c->set_industry("传媒");
    c->set_city("杭州");
    c->add_phones()->set_number("+8613800138000");
    c->add_phones()->set_number("+8613900139000");
    c->set_owner(UserName("bob"));
  });
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  request.set_reason("同一家");
  v1::FieldSurvivorship& rule = *request.add_rules();
  rule.set_path("display_name");
  rule.set_rule(v1::LONGEST);
  const auto merged = world_.Merge(request);
  ASSERT_THAT(merged, IsOk());
  const Customer survivor = world_.Get(keeps).value();
  EXPECT_EQ(survivor.display_name(), "杭州云帆科技有限公司");
  EXPECT_EQ(survivor.industry(), "软件");
  EXPECT_EQ(survivor.city(), "杭州");
  EXPECT_EQ(survivor.phones_size(), 2);
  EXPECT_EQ(survivor.owner(), UserName("alice"));
  ASSERT_EQ(survivor.service_team_size(), 1);
  EXPECT_EQ(survivor.service_team(0), UserName("bob"));
  ASSERT_EQ(survivor.aliases_size(), 1);
  EXPECT_EQ(survivor.aliases(0), "云帆科技");
  v1::GetCustomerMergeRequest get;
  get.set_name(merged->customer_merge().name());
  const auto merge = service_.catalog->Of<CustomerMerge>().Get<CustomerMerge>(service_.call(), get);
  ASSERT_THAT(merge, IsOk());
  EXPECT_EQ(merge->state(), CustomerMerge::DONE);
  EXPECT_EQ(merge->survivor_etag(), merged->customer().etag());
  EXPECT_EQ(merge->merged(0), goes);
  EXPECT_EQ(merge->reason(), "同一家");
  // Lists do not show it, old names lead to the survivor.
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customers WHERE live = 1"), 1);
  EXPECT_EQ(world_.Get(goes)->name(), keeps);
}

TEST_F(MergeTest, ChildrenOfAllKindsMoveWithWhatTheySayOfEachOther) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  const std::string boss = world_.AddContact(goes, "王芳")->name();
  const std::string clerk = world_.AddContact(goes, "李雷", boss)->name();
  const std::string said = world_.AddInteraction(goes, 1789000000, boss)->name();
  ASSERT_THAT(world_.AddOrder(goes, 100), IsOk());
  ASSERT_THAT(world_.AddOrder(keeps, 30), IsOk());
  v1::DeleteContactRequest remove;
  remove.set_name(world_.AddContact(goes, "删了")->name());
  ASSERT_THAT(service_.contacts->Delete<v1::Contact>(service_.call(), remove), IsOk());
  ASSERT_THAT(world_.Merge(keeps, {goes}), IsOk());
  for (const char* table : {"contacts", "interactions", "orders", "ownership_records"}) {
    EXPECT_EQ(world_.CountBelow(table, goes), 0) << table;
  }
  EXPECT_EQ(world_.CountBelow("contacts", keeps), 3);
  const auto new_name = [&](const std::string& name) {
    return absl::StrReplaceAll(name, {{goes, keeps}});
  };
  EXPECT_EQ(world_.GetContact(clerk)->name(), new_name(clerk));
  EXPECT_EQ(world_.GetContact(clerk)->reports_to(), new_name(boss));
  v1::GetInteractionRequest get;
  get.set_name(new_name(said));
  EXPECT_EQ(
      service_.catalog->Of<v1::Interaction>().Get<v1::Interaction>(service_.call(), get)->contact(),
      new_name(boss));
  const Customer survivor = world_.Get(keeps).value();
  EXPECT_EQ(survivor.order_count(), 2);
  EXPECT_EQ(survivor.order_amount().units(), 130);
  EXPECT_EQ(survivor.last_interaction_time().seconds(), 1789000000);
}

TEST_F(MergeTest, ManyChildrenMoveInTurns) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  constexpr int kMany = 2 * merge::kMovedAtOnce + 20;
  for (int i = 0; i < kMany; i += 180) {
    v1::BatchCreateContactsRequest request;
    request.set_parent(goes);
    for (int j = i; j < std::min(kMany, i + 180); ++j) {
      v1::CreateContactRequest& one = *request.add_requests();
      one.set_parent(goes);
      one.mutable_contact()->set_display_name(absl::StrCat("联系人", j));
    }
    ASSERT_THAT(
        service_.contacts->BatchCreate<v1::BatchCreateContactsResponse>(service_.call(), request),
        IsOk());
  }
  int turns = 0;
  world_.on_passed = [&](absl::string_view where) {
    turns += where == "moved" ? 1 : 0;
    return absl::OkStatus();
  };
  ASSERT_THAT(world_.Merge(keeps, {goes}), IsOk());
  EXPECT_EQ(turns, 2);  // one was part of the merge itself
  EXPECT_EQ(world_.CountBelow("contacts", keeps), kMany);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 0);
}

TEST_F(MergeTest, OldNamesLeadToTheSurvivorWhereverTheyAreStated) {
  const std::string keeps =
      world_.AddCustomer("甲", [](Customer* c) { (*c->mutable_external_ids())["erp"] = "K1"; });
  const std::string goes =
      world_.AddCustomer("乙", [](Customer* c) { (*c->mutable_external_ids())["erp"] = "K2"; });
  const std::string below = world_.AddCustomer("丙", [&](Customer* c) {
    c->set_parent_organization(goes);
    c->set_referrer(goes);
  });
  ASSERT_THAT(world_.Merge(keeps, {goes}), IsOk());
  EXPECT_EQ(world_.Get(below)->parent_organization(), keeps);
  EXPECT_EQ(world_.Get(below)->referrer(), goes);  // no list has it, and it leads on
  // Parents and references of what is made, updates and filters.
  EXPECT_EQ(world_.AddContact(goes, "王芳")->name().substr(0, keeps.size()), keeps);
  EXPECT_EQ(
      world_.Get(world_.AddCustomer("丁", [&](Customer* c) { c->set_parent_organization(goes); }))
          ->parent_organization(),
      keeps);
  Customer changed;
  changed.set_name(goes);
  changed.set_industry("软件");
  EXPECT_EQ(world_.Update(changed, {"industry"})->name(), keeps);
  v1::ListCustomersRequest list;
  list.set_filter(absl::StrCat("parent_organization = \"", goes, "\""));
  EXPECT_EQ(
      service_.customers->List<v1::ListCustomersResponse>(service_.call(), list)->customers_size(),
      2);
  // External ids, which both keep.
  Customer by_id;
  by_id.set_name("customers/-");
  (*by_id.mutable_external_ids())["erp"] = "K2";
  by_id.set_city("杭州");
  const auto found = world_.Update(by_id, {"city", "external_ids"});
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->name(), keeps);
  EXPECT_EQ(found->external_ids().at("erp"), "K1");
}

TEST_F(MergeTest, WhatWasMergedMayBeMergedFurther) {
  const std::string a = world_.AddCustomer("甲"), b = world_.AddCustomer("乙");
  const std::string c = world_.AddCustomer("丙");
  const std::string contact = world_.AddContact(a, "王芳")->name();
  ASSERT_THAT(world_.Merge(b, {a}), IsOk());
  ASSERT_THAT(world_.Merge(c, {b}), IsOk());
  EXPECT_EQ(world_.Get(a)->name(), c);
  EXPECT_EQ(world_.GetContact(contact)->name().substr(0, c.size()), c);
}

TEST_F(MergeTest, WhatWasMergedIsNeitherUndeletedNorMergedAgain) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  ASSERT_THAT(world_.Merge(keeps, {goes}), IsOk());
  v1::UndeleteCustomerRequest back;
  back.set_name(goes);
  EXPECT_FALSE(service_.customers->Undelete<Customer>(service_.call(), back).ok());
  EXPECT_THAT(world_.Merge(keeps, {goes}), HasReason("INVALID_FIELD"));  // it is the survivor
  const auto changes = [&] {
    v1::ListCustomerChangesRequest request;
    request.set_name(goes);
    return service_.customers->ListChanges<v1::ListCustomerChangesResponse>(service_.call(),
                                                                            request);
  }();
  ASSERT_THAT(changes, IsOk());
  EXPECT_EQ(changes->changes_size(), 2);  // its history is its own
}

TEST_F(MergeTest, WhatWouldBeAboveItselfIsNotMerged) {
  const std::string goes = world_.AddCustomer("乙");
  const std::string middle =
      world_.AddCustomer("丙", [&](Customer* c) { c->set_parent_organization(goes); });
  const std::string keeps =
      world_.AddCustomer("甲", [&](Customer* c) { c->set_parent_organization(middle); });
  EXPECT_THAT(world_.Merge(keeps, {goes}), HasReason("MERGE_MAKES_CYCLE"));
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  v1::FieldSurvivorship& rule = *request.add_rules();
  rule.set_path("parent_organization");
  rule.set_rule(v1::CHOSEN);
  rule.set_from(goes);
  EXPECT_THAT(world_.Merge(request), IsOk());
  EXPECT_EQ(world_.Get(middle)->parent_organization(), keeps);
  EXPECT_EQ(world_.Get(keeps)->parent_organization(), "");
}

TEST_F(MergeTest, RequestsThatMakeNoSenseAreRefusedByTheirFields) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  const auto path_of = [&](const v1::MergeCustomersRequest& request) {
    const auto merged = world_.Merge(request);
    const auto violations = FieldViolations(merged.status());
    return violations.empty() ? merged.status().ToString() : violations[0].path;
  };
  EXPECT_EQ(path_of(MergeWorld::Request(keeps, {})), "merged");
  EXPECT_EQ(path_of(MergeWorld::Request(keeps, {keeps})), "merged[0]");
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  request.set_keep_owner_of(world_.AddCustomer("丙"));
  EXPECT_EQ(path_of(request), "keep_owner_of");
  request = MergeWorld::Request(keeps, {goes});
  request.add_rules()->set_path("owner");
  EXPECT_EQ(path_of(request), "rules[0].path");
  request.mutable_rules(0)->set_path("industry");
  EXPECT_EQ(path_of(request), "rules[0].rule");
  request.mutable_rules(0)->set_rule(v1::UNION);
  EXPECT_EQ(path_of(request), "rules[0].rule");
  request.mutable_rules(0)->set_rule(v1::CHOSEN);
  EXPECT_EQ(path_of(request), "rules[0].from");
  const std::string person =
      world_.AddCustomer("王芳", [](Customer* c) { c->set_type(Customer::PERSON); });
  EXPECT_EQ(path_of(MergeWorld::Request(keeps, {person})), "merged[0]");
  EXPECT_THAT(world_.Merge(keeps, {"customers/" + DeriveUuid("no", "one").ToString()}),
              HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM customer_merges"), 0);
}

TEST_F(MergeTest, WhatIsOnlyLookedAtIsNotMerged) {
  const std::string keeps = world_.AddCustomer("甲");
  const std::string goes = world_.AddCustomer("乙", [](Customer* c) { c->set_city("杭州"); });
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  request.set_validate_only(true);
  EXPECT_EQ(world_.Merge(request)->customer().city(), "杭州");
  EXPECT_EQ(world_.Get(goes)->name(), goes);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merged_names"), 0);
}

}  // namespace
}  // namespace guanxi::customer
