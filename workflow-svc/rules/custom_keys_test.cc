#include "workflow-svc/rules/custom_keys.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::AutomationRule;

AutomationRule Rule(const std::string& text) {
  AutomationRule rule;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &rule)) << text;
  if (rule.resource_type().empty()) rule.set_resource_type("guanxi.dev/Customer");
  return rule;
}

// "condition Customer area"
std::vector<std::string> Keys(const AutomationRule& rule) {
  std::vector<std::string> keys;
  for (const CustomKey& key : CustomKeysOf(rule)) {
    keys.push_back(absl::StrCat(key.path, " ", key.kind->descriptor()->name(), " ", key.key));
  }
  return keys;
}

TEST(CustomKeysTest, AreReadInEveryScopeAndOnBothSides) {
  EXPECT_THAT(Keys(Rule("condition: 'custom.a = 1 AND NOT (old.custom.b:* OR custom:c) AND "
                        "display_name = custom.d'")),
              UnorderedElementsAre("condition Customer a", "condition Customer b",
                                   "condition Customer c", "condition Customer d"));
  EXPECT_THAT(Keys(Rule("resource_type: 'guanxi.dev/Contact' "
                        "condition: 'custom.a = 1 AND parent.custom.b = 1'")),
              UnorderedElementsAre("condition Contact a", "condition Customer b"));
}

TEST(CustomKeysTest, AreReadByFormsAndSchedules) {
  const AutomationRule rule = Rule(
      "condition_form {match: ANY rows {group {match: ALL rows {comparison {field: 'custom.a' "
      "operator: EQUAL other_field: 'custom.b'}}}}} "
      "trigger {schedule {cron: '0 9 * * *' filter: 'custom.c = 1 grade = VIP'}}");
  EXPECT_THAT(Keys(rule),
              UnorderedElementsAre("condition_form Customer a", "condition_form Customer b",
                                   "trigger.schedule.filter Customer c"));
  const AutomationRule bare = WithoutCustomKeys(rule);
  EXPECT_FALSE(bare.has_condition_form());
  EXPECT_EQ(bare.trigger().schedule().filter(), "");
  EXPECT_EQ(bare.trigger().schedule().cron(), "0 9 * * *");
}

TEST(CustomKeysTest, OtherTextsReadNone) {
  for (const char* text :
       {"condition: 'grade = VIP'", "condition: 'changed(\"custom\")'", "condition: 'custom. = 1'",
        "condition: 'display_name = \"custom.a\"'", "condition: 'tags:custom'",
        "resource_type: 'guanxi.dev/Opportunity' condition: 'custom.a = 1'",
        "resource_type: 'guanxi.dev/Nothing' condition: 'custom.a = 1'"}) {
    EXPECT_THAT(Keys(Rule(text)), IsEmpty()) << text;
  }
}

TEST(CustomKeysTest, WhatChangesTheLookIsToldFromTheRest) {
  const AutomationRule rule = Rule("trigger {manual {}} condition: 'custom.a = 1'");
  AutomationRule other = rule;
  other.set_display_name("x");
  EXPECT_TRUE(LooksAlike(rule, other));
  other.set_condition("custom.a = 2");
  EXPECT_FALSE(LooksAlike(rule, other));
  other = rule;
  other.mutable_trigger()->mutable_record();
  EXPECT_FALSE(LooksAlike(rule, other));
}

}  // namespace
}  // namespace guanxi::workflow
