// What events do to the timers of rules, without a database.
#include "workflow-svc/rules/time/time_effects.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "workflow-svc/rules/time/record_lister.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using metadata::v1::Change;
using What = TimerChange::What;

constexpr int64_t kNow = 1790000000;

template <typename T>
T Parse(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

RulePtr Rule(const std::string& text, int number = 1) {
  auto rule = Parse<v1::AutomationRule>(text);
  rule.set_name(
      absl::StrCat("automationRules/00000000-0000-7000-8000-", int64_t{100000000000} + number));
  if (rule.resource_type().empty()) rule.set_resource_type("guanxi.dev/Customer");
  rule.add_actions()->mutable_todo()->set_title("x");
  rule.set_fire_policy(rule.trigger().has_time() ? v1::AutomationRule::ONCE_PER_WINDOW
                                                 : v1::AutomationRule::EVERY_CHANGE);
  rule.mutable_enable_time()->set_seconds(kNow - 1);
  Violations violations;
  RulePtr compiled = CompiledRule::Compile(rule, &violations);
  EXPECT_THAT(violations.ToStatus(), IsOk()) << text;
  return compiled;
}

constexpr char kSilent[] =
    "trigger {time {field: 'last_follow_up_time' offset {count: 15 unit: DAY}}} "
    "condition: 'grade = VIP'";

// An event of a rule that was enabled a second before kNow.
class TimeEffectsTest : public ::testing::Test {
 protected:
  TimerChange ChangeBy(const std::string& rule, Change::Kind kind,
                       const std::vector<std::string>& changed, const std::string& after,
                       const std::string& before = "", int64_t at = kNow) {
    const auto bound = TimeRule::Bind(Rule(rule));
    EXPECT_THAT(bound, IsOk());
    log_.set_kind(kind);
    log_.mutable_change_time()->set_seconds(at);
    log_.set_depth(2);
    HeardEvent event;
    event.log = &log_;
    event.before = std::make_shared<const Customer>(Parse<Customer>(before));
    event.after = std::make_shared<const Customer>(Parse<Customer>(after));
    event.changed.insert(changed.begin(), changed.end());
    return ChangeOf(**bound, event, filter::Moment());
  }

  event::v1::LogEvent log_;
};

TEST_F(TimeEffectsTest, WhatTellsAnotherTimeMovesTheTimer) {
  const TimerChange change = ChangeBy(kSilent, Change::PROJECTED, {"last_follow_up_time"},
                                      absl::StrCat("last_follow_up_time {seconds: ", kNow, "}"));
  EXPECT_EQ(change.what, What::kArm);
  EXPECT_FALSE(change.can_wait);
  EXPECT_EQ(change.at, absl::FromUnixSeconds(kNow) + absl::Hours(24 * 15));
  EXPECT_EQ(change.payload.window(), "2026-09-21T14:13:20Z");
  EXPECT_EQ(change.payload.depth(), 0);  // nothing but time will have brought it about
}

TEST_F(TimeEffectsTest, WhatWasDueBeforeIsLookedAtAtOnceAsPartOfTheChain) {
  const TimerChange change =
      ChangeBy(kSilent, Change::CREATED, {"display_name", "last_follow_up_time"},
               absl::StrCat("last_follow_up_time {seconds: ", kNow - 86400 * 40, "}"));
  EXPECT_EQ(change.what, What::kArm);
  EXPECT_EQ(change.at, absl::FromUnixSeconds(kNow));
  EXPECT_TRUE(change.payload.is_new());
  EXPECT_EQ(change.payload.depth(), 2);
}

TEST_F(TimeEffectsTest, WhatTellsNoTimeAnyMoreDisarms) {
  EXPECT_EQ(ChangeBy(kSilent, Change::PROJECTED, {"last_follow_up_time"}, "",
                     "last_follow_up_time {seconds: 1}")
                .what,
            What::kDisarm);
  EXPECT_EQ(ChangeBy(kSilent, Change::DELETED, {"delete_time"}, "").what, What::kDisarm);
}

TEST_F(TimeEffectsTest, WhatTheConditionReadsHasItLookedAt) {
  const TimerChange change = ChangeBy(kSilent, Change::UPDATED, {"grade"}, "grade: VIP");
  EXPECT_EQ(change.what, What::kArm);
  EXPECT_TRUE(change.can_wait);
  EXPECT_FALSE(change.payload.is_new());
  EXPECT_EQ(ChangeBy(kSilent, Change::UPDATED, {"note"}, "note: 'x'").what, What::kKeep);
}

// A rule of whoever has the record now, say, who did not see it when all were read.
TEST_F(TimeEffectsTest, WhoseItIsHasItLookedAtByWhoMaySeeItNow) {
  for (const char* const field : {"owner", "department", "service_team"}) {
    const TimerChange change = ChangeBy(kSilent, Change::UPDATED, {field}, "");
    EXPECT_EQ(change.what, What::kArm) << field;
    EXPECT_TRUE(change.can_wait);
    EXPECT_TRUE(change.payload.is_new());
    EXPECT_TRUE(change.payload.is_sighted());
  }
  const TimerChange both = ChangeBy(kSilent, Change::UPDATED, {"owner", "grade"}, "grade: VIP");
  EXPECT_EQ(both.what, What::kArm);
  EXPECT_FALSE(both.payload.is_sighted());
  const TimerChange turns = ChangeBy(
      "trigger {record {kinds: CREATED}} condition: 'grade = VIP AND create_time < ago(\"3d\")'",
      Change::UPDATED, {"owner"}, "");
  EXPECT_EQ(turns.what, What::kArm);
  EXPECT_TRUE(turns.can_wait);
}

// Its history keeps no values: what the field holds is read where the record is.
TEST_F(TimeEffectsTest, ANewInteractionIsLookedAtAtOnce) {
  const TimerChange change =
      ChangeBy(absl::StrCat("resource_type: 'guanxi.dev/Interaction' ",
                            "trigger {time {field: 'occur_time' offset {count: 3 unit: DAY}}}"),
               Change::CREATED, {"occur_time"}, "");
  EXPECT_EQ(change.what, What::kArm);
  EXPECT_EQ(change.at, absl::FromUnixSeconds(kNow));
  EXPECT_TRUE(change.payload.is_new());
}

// Its write may have begun before, and ended after its record was read with all others.
TEST_F(TimeEffectsTest, WhatBeganBeforeTheRuleWasEnabledIsLookedAtAsIfReadThen) {
  const auto changed = [&](Change::Kind kind, const std::string& rule) {
    return ChangeBy(rule, kind, {"last_follow_up_time"}, "", "", kNow - 2);
  };
  for (const Change::Kind kind : {Change::CREATED, Change::PROJECTED, Change::UNDELETED}) {
    const TimerChange change = changed(kind, kSilent);
    EXPECT_EQ(change.what, What::kArm);
    EXPECT_EQ(change.at, absl::FromUnixSeconds(kNow - 1));
    EXPECT_EQ(change.payload.as_of_micros(), (kNow - 1) * 1000000);
    EXPECT_TRUE(change.payload.is_new());
  }
  EXPECT_EQ(changed(Change::DELETED, kSilent).what, What::kKeep);
  // Of what goes by events none was before it.
  const std::string by_events =
      "trigger {record {kinds: CREATED}} condition: 'last_follow_up_time < ago(\"3d\")'";
  EXPECT_EQ(changed(Change::CREATED, by_events).what, What::kKeep);
}

TEST(TimeRuleTest, RulesThatDoNotActOnTimeAreNone) {
  for (const char* rule :
       {"trigger {manual {}}", "trigger {record {kinds: CREATED}} condition: 'grade = VIP'",
        "trigger {record {kinds: DELETED}} condition: 'create_time < ago(\"3d\")'",
        "trigger {record {kinds: UPDATED}} "
        "condition: 'create_time < ago(\"3d\") AND changed(\"grade\")'"}) {
    const auto bound = TimeRule::Bind(Rule(rule));
    ASSERT_THAT(bound, IsOk()) << rule;
    EXPECT_EQ(*bound, nullptr) << rule;
  }
}

TEST(TimeIndexTest, AnEventIsOfInterestToThoseWhoWatchItsFields) {
  std::vector<RulePtr> rules;
  for (int i = 0; i < 1000; ++i) {
    rules.push_back(Rule(absl::StrCat("trigger {time {field: 'next_follow_up_time'}} condition: '",
                                      i % 2 == 0 ? "grade" : "industry", ":*'"),
                         i));
  }
  rules.push_back(Rule(kSilent, 1000));
  const TimeIndex index(rules);
  const auto found = [&](Change::Kind kind, std::vector<absl::string_view> changed) {
    return index.Find({"customer", kind, std::move(changed)}).size();
  };
  EXPECT_EQ(found(Change::PROJECTED, {"last_follow_up_time"}), 1u);
  EXPECT_EQ(found(Change::UPDATED, {"industry", "industry"}), 500u);
  EXPECT_EQ(found(Change::UPDATED, {"industry", "grade"}), 1001u);
  EXPECT_EQ(found(Change::UPDATED, {"note"}), 0u);
  EXPECT_EQ(found(Change::UPDATED, {"owner"}), 1001u);
  EXPECT_EQ(found(Change::CREATED, {"note"}), 1001u);
  EXPECT_EQ(index.Find({"contact", Change::CREATED, {}}).size(), 0u);
}

TEST(RecordListerTest, EveryKindCanBeListed) {
  for (const RecordKind& kind : RecordKinds()) {
    const auto list = FindListMethod(kind);
    ASSERT_THAT(list, IsOk()) << kind.type->full_type();
    EXPECT_EQ(list->records->message_type(), kind.descriptor());
    EXPECT_THAT(list->method->name(), ::testing::StartsWith("List"));
  }
}

}  // namespace
}  // namespace guanxi::workflow
