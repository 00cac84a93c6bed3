#include "customer-svc/network/power_score.h"

#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Contact;
using v1::PowerMap;

TEST(PowerScore, NobodyIsZero) {
  EXPECT_EQ(CoverageScore({}), 0);
  EXPECT_THAT(RisksOf({}), ElementsAre(PowerMap::NO_DECISION_MAKER, PowerMap::SINGLE_THREAD,
                                       PowerMap::NO_CHAMPION));
}

TEST(PowerScore, EverybodyKnownAndForUsIsAll) {
  const std::vector<PartInDecision> people = {{Contact::DECISION_MAKER, 2, 90, true, false},
                                              {Contact::CHAMPION, 2, 40, true, false},
                                              {Contact::USER, 2, 10, true, false}};
  EXPECT_EQ(CoverageScore(people), 100);
  EXPECT_THAT(RisksOf(people), IsEmpty());
}

TEST(PowerScore, EachPartHasItsWeight) {
  // 30 x 1/2, no champion known, 20 x (-0.5 + 2) / 4 by (80 x -1 + 20 x 1 + 20 x 0) / 120, 15 x
  // 1/3, 15 x 20/120.
  const std::vector<PartInDecision> people = {{Contact::DECISION_MAKER, -1, 80, false, false},
                                              {Contact::DECISION_MAKER, 1, 20, true, false},
                                              {Contact::CHAMPION, 0, 20, false, false}};
  EXPECT_EQ(CoverageScore(people), 30);  // 15 + 7.5 + 5 + 2.5
  EXPECT_THAT(RisksOf(people), ElementsAre(PowerMap::DECISION_MAKER_UNREACHED,
                                           PowerMap::SINGLE_THREAD, PowerMap::STRONG_OPPONENT));
}

TEST(PowerScore, WithoutInfluencesEachCountsAlike) {
  // 20 x (1 + 2) / 4, 15 x 1/3, 15 x 1/2.
  EXPECT_EQ(CoverageScore(std::vector<PartInDecision>{{Contact::USER, 2, 0, true, false},
                                                      {Contact::USER, 0, 0, false, false}}),
            28);  // 15 + 5 + 7.5, half away from zero
}

TEST(PowerScore, WhoHasLeftCountsForNothingButIsMissed) {
  const std::vector<PartInDecision> people = {{Contact::CHAMPION, 2, 100, true, true},
                                              {Contact::DECISION_MAKER, 0, 50, true, false},
                                              {Contact::USER, 0, 50, true, false}};
  // 30, 20 x 2/4, 15 x 2/3, 15.
  EXPECT_EQ(CoverageScore(people), 65);
  EXPECT_THAT(RisksOf(people), ElementsAre(PowerMap::NO_CHAMPION, PowerMap::CHAMPION_LEFT));
}

TEST(PowerScore, WhoIsKnownIsStated) {
  Contact contact;
  EXPECT_FALSE(IsKnown(contact));
  contact.set_familiarity(Contact::HEARD_OF);
  EXPECT_FALSE(IsKnown(contact));
  contact.set_familiarity(Contact::MET);
  EXPECT_TRUE(IsKnown(contact));
  contact.clear_familiarity();
  contact.add_known_by("users/0196b0a0-0000-7000-8000-000000000001");
  EXPECT_TRUE(IsKnown(contact));
}

}  // namespace
}  // namespace guanxi::customer
