// What undoing a merge gives back, and what stays.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::Customer;
using v1::KeptEdit;

class MergeUndoTest : public ::testing::Test {
 protected:
  Customer Change(const std::string& name, const std::string& path, const std::string& value) {
    Customer customer;
    customer.set_name(name);
    if (path == "industry") customer.set_industry(value);
    if (path == "city") customer.set_city(value);
    return world_.Update(customer, {path}).value();
  }

  TestService service_;
  MergeWorld world_{&service_};
};

TEST_F(MergeUndoTest, TheOthersComeBackWithAllThatWasTheirs) {
  const std::string keeps = world_.AddCustomer("甲");
  const std::string goes = world_.AddCustomer("乙", [](Customer* c) {
    c->set_city("杭州");
    c->add_phones()->set_number("+8613900139000");
  });
  const std::string contact = world_.AddContact(goes, "王芳")->name();
  ASSERT_THAT(world_.AddOrder(goes, 100), IsOk());
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  EXPECT_EQ(world_.Get(keeps)->order_count(), 1);
  const auto undone = world_.Undo(merge);
  ASSERT_THAT(undone, IsOk());
  EXPECT_EQ(undone->kept_edits_size(), 0);
  EXPECT_EQ(world_.Get(goes)->name(), goes);
  EXPECT_EQ(world_.Get(goes)->order_count(), 1);
  EXPECT_EQ(world_.Get(goes)->merged_into(), "");
  EXPECT_EQ(world_.Get(keeps)->city(), "");
  EXPECT_EQ(world_.Get(keeps)->phones_size(), 0);
  EXPECT_EQ(world_.Get(keeps)->order_count(), 0);
  EXPECT_EQ(world_.GetContact(contact)->name(), contact);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merged_names"), 0);
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 0);
  EXPECT_THAT(world_.Undo(merge), HasReason("MERGE_UNDONE"));
}

TEST_F(MergeUndoTest, WhatWasEditedSinceStaysAndIsNamedBefore) {
  const std::string keeps = world_.AddCustomer("甲");
  const std::string goes = world_.AddCustomer("乙", [](Customer* c) {
    c->set_city("杭州");
    c->set_industry("软件");
    c->add_phones()->set_number("+8613900139000");
  });
  const std::string order = world_.AddInteraction(goes, 1789000000)->name();
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  Change(keeps, "industry", "传媒");
  Customer later = world_.Get(keeps).value();
  later.add_phones()->set_number("+8613700137000");
  ASSERT_THAT(world_.Update(later, {"phones"}), IsOk());
  const std::string made = world_.AddContact(keeps, "新来的")->name();
  v1::DeleteInteractionRequest remove;
  remove.set_name(absl::StrCat(keeps, order.substr(order.find("/interactions"))));
  ASSERT_THAT(
      service_.catalog->Of<v1::Interaction>().Delete<v1::Interaction>(service_.call(), remove),
      IsOk());
  const auto preview = world_.Undo(merge, /*validate_only=*/true);
  ASSERT_THAT(preview, IsOk());
  std::map<std::string, KeptEdit::Why> kept;
  for (const KeptEdit& edit : preview->kept_edits()) {
    kept[edit.path().empty() ? edit.record().substr(0, edit.record().find('/')) : edit.path()] =
        edit.why();
  }
  EXPECT_EQ(kept, (std::map<std::string, KeptEdit::Why>{{"industry", KeptEdit::FIELD_CHANGED},
                                                        {"phones", KeptEdit::FIELD_CHANGED},
                                                        {"interactions", KeptEdit::RECORD_GONE}}));
  EXPECT_EQ(world_.Get(goes)->name(), keeps);  // nothing has happened
  ASSERT_THAT(world_.Undo(merge), IsOk());
  const Customer now = world_.Get(keeps).value();
  EXPECT_EQ(now.industry(), "传媒");
  EXPECT_EQ(now.city(), "");
  ASSERT_EQ(now.phones_size(), 1);
  EXPECT_EQ(now.phones(0).number(), "+8613700137000");
  EXPECT_EQ(world_.GetContact(made)->name(), made);
  EXPECT_EQ(world_.Get(goes)->industry(), "软件");
}

TEST_F(MergeUndoTest, HowMuchStaysIsSaidWhereverTheNamesEnd) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  constexpr int kMany = 103;
  std::vector<std::string> calls;
  for (int i = 0; i < kMany; ++i) {
    calls.push_back(world_.AddInteraction(goes, 1789000000 + i)->name());
  }
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  for (const std::string& call : calls) {
    v1::DeleteInteractionRequest remove;
    remove.set_name(absl::StrCat(keeps, call.substr(call.find("/interactions"))));
    ASSERT_THAT(
        service_.catalog->Of<v1::Interaction>().Delete<v1::Interaction>(service_.call(), remove),
        IsOk());
  }
  const auto preview = world_.Undo(merge, /*validate_only=*/true);
  ASSERT_THAT(preview, IsOk());
  EXPECT_EQ(preview->kept_edits_size(), 100);
  EXPECT_EQ(preview->kept_count(), kMany);
}

TEST_F(MergeUndoTest, NamesGivenOutMeanwhileLeadBackToo) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  const std::string contact = world_.AddContact(goes, "王芳")->name();
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  const std::string meanwhile = world_.GetContact(contact)->name();
  ASSERT_NE(meanwhile, contact);
  ASSERT_THAT(world_.Undo(merge), IsOk());
  EXPECT_EQ(world_.GetContact(meanwhile)->name(), contact);
}

TEST_F(MergeUndoTest, OfOneSurvivorTheLastMergeIsUndoneFirst) {
  const std::string a = world_.AddCustomer("甲"), b = world_.AddCustomer("乙");
  const std::string c = world_.AddCustomer("丙");
  const std::string first = world_.Merge(a, {b})->customer_merge().name();
  const std::string second = world_.Merge(a, {c})->customer_merge().name();
  const auto early = world_.Undo(first);
  EXPECT_THAT(early, HasReason("MERGED_SINCE"));
  EXPECT_EQ(MetadataOf(early.status())["merge"], second);
  ASSERT_THAT(world_.Undo(second), IsOk());
  ASSERT_THAT(world_.Undo(first), IsOk());
  const std::string third = world_.Merge(a, {b})->customer_merge().name();
  const std::string above = world_.Merge(c, {a})->customer_merge().name();
  EXPECT_EQ(MetadataOf(world_.Undo(third).status())["merge"], above);
}

// What comes back names a customer whose own merge is being undone at the moment.
TEST_F(MergeUndoTest, OneThatIsUnderWayIsNotTurnedRoundByAnother) {
  const std::string above = world_.AddCustomer("甲"), other = world_.AddCustomer("乙");
  const auto below = [](const std::string& name) {
    return [name](Customer* c) { c->set_parent_organization(name); };
  };
  const std::string keeps = world_.AddCustomer("丙", below(above));
  const std::string goes = world_.AddCustomer("丁", below(other));
  v1::MergeCustomersRequest request = MergeWorld::Request(keeps, {goes});
  v1::FieldSurvivorship& rule = *request.add_rules();
  rule.set_path("parent_organization");
  rule.set_rule(v1::CHOSEN);
  rule.set_from(goes);
  const std::string merge = world_.Merge(request)->customer_merge().name();
  ASSERT_EQ(world_.Get(keeps)->parent_organization(), other);
  const std::string end = world_.AddCustomer("戊");
  const std::string later = world_.Merge(end, {above})->customer_merge().name();
  world_.on_passed = [](absl::string_view) { return Unavailable("KILLED", "killed"); };
  ASSERT_THAT(world_.Undo(later), IsOk());
  world_.on_passed = nullptr;
  ASSERT_EQ(service_.Number("SELECT COUNT(*) FROM merge_turns"), 1);
  ASSERT_THAT(world_.Undo(merge), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(world_.Get(above)->name(), above);
  EXPECT_EQ(world_.Get(keeps)->parent_organization(), above);
  EXPECT_THAT(world_.Undo(later), HasReason("MERGE_UNDONE"));
}

TEST_F(MergeUndoTest, ADeletedSurvivorIsUndeletedFirst) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  v1::DeleteCustomerRequest remove;
  remove.set_name(keeps);
  ASSERT_THAT(service_.customers->Delete<Customer>(service_.call(), remove), IsOk());
  EXPECT_THAT(world_.Undo(merge), HasReason("SURVIVOR_DELETED"));
}

}  // namespace
}  // namespace guanxi::customer
