#include "customer-svc/interaction_rules.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Customer;
using v1::Interaction;

constexpr int64_t kNow = 1'790'000'000;

Interaction At(int64_t seconds, Interaction::Channel channel = Interaction::CALL,
               Interaction::Direction direction = Interaction::OUTBOUND, int64_t follow_up = 0) {
  Interaction interaction;
  interaction.set_channel(channel);
  interaction.set_direction(direction);
  interaction.mutable_occur_time()->set_seconds(seconds);
  if (follow_up != 0) interaction.mutable_next_follow_up_time()->set_seconds(follow_up);
  return interaction;
}

std::vector<std::string> FaultsOf(Interaction interaction) {
  Violations violations;
  NormalizeInteraction(absl::FromUnixSeconds(kNow), &interaction, &violations);
  CheckInteraction(interaction, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

// "last contact, last follow-up, next follow-up"; 0 where none is set.
std::vector<int64_t> Said(const std::vector<Interaction>& interactions) {
  Customer customer;
  for (const Interaction& interaction : interactions) AddToCustomer(interaction, &customer);
  return {customer.last_interaction_time().seconds(), customer.last_follow_up_time().seconds(),
          customer.next_follow_up_time().seconds()};
}

TEST(InteractionRulesTest, TimesArePlausible) {
  EXPECT_THAT(FaultsOf(At(kNow)), IsEmpty());
  EXPECT_THAT(FaultsOf(At(kNow + 300)), IsEmpty());
  EXPECT_THAT(FaultsOf(At(kNow + 301)), ElementsAre("occur_time"));
  EXPECT_THAT(FaultsOf(At(-2'208'988'800)), IsEmpty());
  EXPECT_THAT(FaultsOf(At(-2'208'988'801)), ElementsAre("occur_time"));
  Interaction bad = At(kNow);
  bad.mutable_occur_time()->set_nanos(-1);
  EXPECT_THAT(FaultsOf(bad), ElementsAre("occur_time"));
}

TEST(InteractionRulesTest, AFollowUpLiesAhead) {
  const auto with = [](int64_t follow_up, Interaction::Channel channel = Interaction::CALL) {
    return At(kNow, channel, Interaction::OUTBOUND, follow_up);
  };
  EXPECT_THAT(FaultsOf(with(kNow + 1)), IsEmpty());
  EXPECT_THAT(FaultsOf(with(kNow)), ElementsAre("next_follow_up_time"));
  EXPECT_THAT(FaultsOf(with(kNow + 3'653 * 86'400)), IsEmpty());
  EXPECT_THAT(FaultsOf(with(kNow + 3'653 * 86'400 + 1)), ElementsAre("next_follow_up_time"));
  EXPECT_THAT(FaultsOf(with(kNow + 1, Interaction::SYSTEM)), ElementsAre("next_follow_up_time"));
}

TEST(InteractionRulesTest, DurationsAreBounded) {
  Interaction interaction = At(kNow);
  interaction.mutable_duration()->set_seconds(31 * 86'400);
  EXPECT_THAT(FaultsOf(interaction), IsEmpty());
  interaction.mutable_duration()->set_seconds(31 * 86'400 + 1);
  EXPECT_THAT(FaultsOf(interaction), ElementsAre("duration"));
  interaction.mutable_duration()->set_seconds(-1);
  EXPECT_THAT(FaultsOf(interaction), ElementsAre("duration"));
}

TEST(InteractionRulesTest, WhatIsFinerThanMicrosecondsIsCutOff) {
  Interaction interaction = At(kNow, Interaction::CALL, Interaction::OUTBOUND, kNow + 9);
  interaction.mutable_occur_time()->set_nanos(123'456'789);
  interaction.mutable_next_follow_up_time()->set_nanos(999);
  interaction.set_summary("  two\nlines \n");
  Violations violations;
  NormalizeInteraction(absl::FromUnixSeconds(kNow), &interaction, &violations);
  EXPECT_EQ(interaction.occur_time().nanos(), 123'456'000);
  EXPECT_EQ(interaction.next_follow_up_time().nanos(), 0);
  EXPECT_EQ(interaction.summary(), "two\nlines");
}

TEST(InteractionRulesTest, ALaterFollowUpClosesTheEarlier) {
  const Interaction asks = At(100, Interaction::VISIT, Interaction::OUTBOUND, 500);
  EXPECT_THAT(Said({asks}), ElementsAre(100, 100, 500));
  EXPECT_THAT(Said({asks, At(200)}), ElementsAre(200, 200, 0));
  EXPECT_THAT(Said({asks, At(200, Interaction::CALL, Interaction::OUTBOUND, 900)}),
              ElementsAre(200, 200, 900));
  // A meeting has no side.
  EXPECT_THAT(Said({asks, At(200, Interaction::MEETING, Interaction::DIRECTION_UNSPECIFIED)}),
              ElementsAre(200, 200, 0));
}

TEST(InteractionRulesTest, ThatTheCustomerWritesClosesNothing) {
  const Interaction asks = At(100, Interaction::VISIT, Interaction::OUTBOUND, 500);
  EXPECT_THAT(Said({asks, At(200, Interaction::EMAIL, Interaction::INBOUND)}),
              ElementsAre(200, 100, 500));
  EXPECT_THAT(Said({asks, At(200, Interaction::CALL, Interaction::INBOUND, 700)}),
              ElementsAre(200, 200, 700));
}

TEST(InteractionRulesTest, WhatAProgramNotesIsNoContact) {
  const Interaction asks = At(100, Interaction::VISIT, Interaction::OUTBOUND, 500);
  EXPECT_THAT(Said({At(300, Interaction::SYSTEM)}), ElementsAre(0, 0, 0));
  EXPECT_THAT(Said({asks, At(300, Interaction::SYSTEM)}), ElementsAre(100, 100, 500));
}

// A campaign's mail to all is no care for anybody, and an automatic reply is no answer.
TEST(InteractionRulesTest, WhatAProgramDoesByItselfIsNoContact) {
  Interaction mail = At(300, Interaction::EMAIL);
  mail.set_automatic(true);
  EXPECT_THAT(FaultsOf(mail), IsEmpty());
  EXPECT_THAT(Said({mail}), ElementsAre(0, 0, 0));
  EXPECT_THAT(Said({At(100, Interaction::VISIT, Interaction::OUTBOUND, 500), mail}),
              ElementsAre(100, 100, 500));
  Customer customer;
  AddToCustomer(At(100), &customer);
  EXPECT_FALSE(CustomerRestsOn(mail, customer));
  mail.mutable_next_follow_up_time()->set_seconds(400);
  EXPECT_THAT(FaultsOf(mail), ElementsAre("next_follow_up_time"));
}

TEST(InteractionRulesTest, SilenceBeginsWithTheLastFollowUp) {
  Customer customer;
  customer.mutable_silent_since_time()->set_seconds(50);  // it has been ours since then
  const auto silent_since = [&](const Interaction& interaction) {
    AddToCustomer(interaction, &customer);
    return customer.silent_since_time().seconds();
  };
  EXPECT_EQ(silent_since(At(60, Interaction::EMAIL, Interaction::INBOUND)), 50);
  EXPECT_EQ(silent_since(At(40)), 40) << "dated back before it was ours";
  EXPECT_EQ(silent_since(At(200)), 200);
  EXPECT_EQ(silent_since(At(100)), 200) << "dated back";
  EXPECT_EQ(silent_since(At(300, Interaction::WEB, Interaction::INBOUND)), 200) << "a complaint";
}

TEST(InteractionRulesTest, TheOrderOfArrivalDoesNotMatter) {
  std::vector<Interaction> all = {At(100, Interaction::CALL, Interaction::OUTBOUND, 800),
                                  At(200, Interaction::CALL, Interaction::OUTBOUND, 700),
                                  At(200, Interaction::CALL, Interaction::OUTBOUND),
                                  At(200, Interaction::CALL, Interaction::INBOUND, 600),
                                  At(300, Interaction::CHAT, Interaction::INBOUND),
                                  At(400, Interaction::SYSTEM, Interaction::OUTBOUND)};
  std::vector<size_t> order = {0, 1, 2, 3, 4, 5};
  do {
    std::vector<Interaction> shuffled;
    for (const size_t i : order) shuffled.push_back(all[i]);
    shuffled.push_back(all[order[0]]);  // twice
    ASSERT_THAT(Said(shuffled), ElementsAre(300, 200, 600));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(InteractionRulesTest, OnlyTheLastHoldTheCustomersValues) {
  Customer customer;
  const Interaction call = At(100), mail = At(200, Interaction::EMAIL, Interaction::INBOUND);
  for (const Interaction& one : {call, mail, At(50)}) AddToCustomer(one, &customer);
  EXPECT_TRUE(CustomerRestsOn(call, customer));
  EXPECT_TRUE(CustomerRestsOn(mail, customer));
  EXPECT_FALSE(CustomerRestsOn(At(50), customer));
  EXPECT_FALSE(CustomerRestsOn(At(150, Interaction::EMAIL, Interaction::INBOUND), customer));
  EXPECT_FALSE(CustomerRestsOn(At(900, Interaction::SYSTEM), customer));
}

}  // namespace
}  // namespace guanxi::customer
