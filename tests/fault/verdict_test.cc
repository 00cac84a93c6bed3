#include "tests/fault/verdict.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::fault {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Fault> Faults(const Told& told, const World& world) {
  std::vector<Fault> faults;
  for (const Finding& finding : Judge(told, world)) faults.push_back(finding.fault);
  return faults;
}

// One customer that was created and changed once, and a world in which that is so.
class VerdictTest : public ::testing::Test {
 protected:
  Told told_{{{"A", {"customers/a", "A, changed", 2}}}, {}};
  World world_{{{"A", "customers/a", "A, changed"}},
               {{"customers/a", 2}},
               {{"e1", "customers/a", 1}, {"e2", "customers/a", 2}},
               {"e1", "e2"}};
};

TEST_F(VerdictTest, KeptWordIsClean) { EXPECT_THAT(Judge(told_, world_), IsEmpty()); }

TEST_F(VerdictTest, NothingAtAllIsClean) { EXPECT_THAT(Judge({}, {}), IsEmpty()); }

TEST_F(VerdictTest, AcknowledgedAndAbsentIsLost) {
  told_.customers["B"] = {"customers/b", "B", 1};
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kLost));
}

TEST_F(VerdictTest, NeverAcknowledgedMayBeAbsentOrPresent) {
  told_.customers["B"] = {};
  EXPECT_THAT(Judge(told_, world_), IsEmpty());
  world_.customers.push_back({"B", "customers/b", "B"});
  world_.versions["customers/b"] = 1;
  world_.changes.push_back({"e3", "customers/b", 1});
  world_.outbox.push_back("e3");
  EXPECT_THAT(Judge(told_, world_), IsEmpty());
}

TEST_F(VerdictTest, OtherContentIsAltered) {
  world_.customers[0].content = "A";
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kAltered));
}

TEST_F(VerdictTest, OtherNameIsAltered) {
  told_.customers["A"].name = "customers/b";
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kAltered));
}

TEST_F(VerdictTest, OneWriteTooManyIsAltered) {
  told_.customers["A"].writes = 1;
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kAltered));
}

TEST_F(VerdictTest, OneWriteTooFewIsAltered) {
  told_.customers["A"].writes = 3;
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kAltered));
}

TEST_F(VerdictTest, TwoOfOneRequestAreDoubled) {
  world_.customers.push_back({"A", "customers/b", "A"});
  world_.versions["customers/b"] = 1;
  world_.changes.push_back({"e3", "customers/b", 1});
  world_.outbox.push_back("e3");
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kDoubled));
  told_.customers["A"].writes = 0;  // nor may a request without an answer
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kDoubled));
}

TEST_F(VerdictTest, CustomerThatNobodyWantedIsUnasked) {
  told_.customers.clear();
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kUnasked));
}

TEST_F(VerdictTest, SurprisesAreFindings) {
  told_.surprises.push_back("refused");
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kSurprise));
}

TEST_F(VerdictTest, GapInTheChangesIsHistory) {
  world_.changes[0].sequence = 3;
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kHistory));
}

TEST_F(VerdictTest, RepeatedChangeIsHistory) {
  world_.changes[1].sequence = 1;
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kHistory));
}

TEST_F(VerdictTest, MissingChangeIsHistory) {
  world_.changes.pop_back();
  world_.outbox.pop_back();
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kHistory));
}

TEST_F(VerdictTest, ChangesOfNothingAreHistory) {
  world_.changes.push_back({"e3", "customers/b", 1});
  world_.outbox.push_back("e3");
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kHistory));
}

TEST_F(VerdictTest, ChangeThatIsNotPublishedIsOutbox) {
  world_.outbox.pop_back();
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kOutbox));
}

TEST_F(VerdictTest, EventOfNothingIsOutbox) {
  world_.outbox.push_back("e3");
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kOutbox));
}

TEST_F(VerdictTest, EventThatIsThereTwiceIsOutbox) {
  world_.outbox.push_back("e2");
  EXPECT_THAT(Faults(told_, world_), ElementsAre(Fault::kOutbox));
}

TEST(DescribeTest, CountsEachFaultAndShowsTheFirstOfThem) {
  std::vector<Finding> findings(7, {Fault::kLost, "A"});
  findings.push_back({Fault::kOutbox, "e1"});
  EXPECT_EQ(Describe(findings), "LOST: 7\n  A\n  A\n  A\n  A\n  A\nOUTBOX: 1\n  e1\n");
}

}  // namespace
}  // namespace guanxi::fault
