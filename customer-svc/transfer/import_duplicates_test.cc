// What duplicate rules do to rows of files.
#include <string>

#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/transfer/testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/duplicate_rule.pb.h"

namespace guanxi::customer {
namespace {

class ImportDuplicatesTest : public TransferTest {
 protected:
  // It holds from now on.
  void AddRule(v1::DuplicateRule::Action action, v1::DuplicateRule::Channel channel) {
    v1::DuplicateRule rule;
    rule.set_display_name("r");
    rule.set_action(action);
    rule.add_keys(v1::DuplicateRule::PHONE);
    rule.set_channel(channel);
    resource::ResourceName name;
    name.id = ids_.Next();
    ASSERT_THAT(engine_.Write(call_.principal, {}, {},
                              [&](resource::UnitOfWork& work) {
                                v1::DuplicateRule made = rule;
                                return work.Insert(*resources_->duplicate_rules, name, &made);
                              }),
                IsOk());
    clock_.Advance(DuplicatePolicy::kMaxAge);
  }
};

TEST_F(ImportDuplicatesTest, ARowThatARuleRefusesFailsAloneEvenBesideItsDouble) {
  AddRule(v1::DuplicateRule::BLOCK, v1::DuplicateRule::IMPORT);
  EXPECT_EQ(Counts(Import("id,name,phone\n1,甲,13800138000\n2,乙,13800138000\n3,丙,\n")),
            "3: 2 0 0 1");
  EXPECT_EQ(List().count("乙"), 0u);
  // And beside one of before.
  EXPECT_EQ(Counts(Import("id,name,phone\n4,丁,13800138000\n5,戊,\n")), "2: 1 0 0 1");
}

TEST_F(ImportDuplicatesTest, RulesOfCallsDoNotSpeakOfFiles) {
  AddRule(v1::DuplicateRule::BLOCK, v1::DuplicateRule::CALL);
  EXPECT_EQ(Counts(Import("id,name,phone\n1,甲,13800138000\n2,乙,13800138000\n")), "2: 2 0 0 0");
}

TEST_F(ImportDuplicatesTest, WhatARuleWarnsOfIsTakenAndToBeDecided) {
  AddRule(v1::DuplicateRule::WARN, v1::DuplicateRule::CHANNEL_UNSPECIFIED);
  EXPECT_EQ(Counts(Import("id,name,phone\n1,甲,13800138000\n2,乙,13800138000\n")), "2: 2 0 0 0");
  EXPECT_EQ(CountRows("duplicate_clusters"), 1);
}

}  // namespace
}  // namespace guanxi::customer
