// More people than one command can write rows for.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

constexpr char kRole[] = "\"people\":[{\"role\":\"#1\"}]";

// Users from 2 on, who have role 1.
void Hire(int count, Walkthrough* walk) {
  walk->directory.users = 1000;
  std::vector<std::string>& role = walk->directory.roles[R(1)];
  role.clear();
  for (int i = 0; i < count; ++i) role.push_back(U(2 + i));
}

TEST(CrowdTest, ANodeAsksAHundredAndStopsBeforeMore) {
  Walkthrough walk(ModelOf({Approve("first", "2"), Node("a", "approve", kRole)}));
  Hire(101, &walk);
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  EXPECT_EQ(walk.Incident(), "a TOO_MANY_PEOPLE");
  EXPECT_EQ(walk.Open(), "");
  Hire(100, &walk);
  ASSERT_THAT(walk.Do("", RetryIncidents{}, /*as_administrator=*/true), IsOk());
  EXPECT_EQ(walk.Incident(), "");
  EXPECT_NE(walk.TaskOf(101), 0);
}

TEST(CrowdTest, SoDoThoseWhoMayClaimAndCopies) {
  Walkthrough claim(ModelOf({Node("a", "approve", absl::StrCat(kRole, ",\"claim\":true"))}));
  Hire(101, &claim);
  ASSERT_THAT(claim.Start(), IsOk());
  EXPECT_EQ(claim.Incident(), "a TOO_MANY_PEOPLE");
  Walkthrough copies(ModelOf({Node("c", "cc", kRole), Approve("a", "2")}));
  Hire(101, &copies);
  ASSERT_THAT(copies.Start(), IsOk());
  EXPECT_EQ(copies.Incident(), "c TOO_MANY_PEOPLE");
}

TEST(CrowdTest, BranchesTogetherAskTwoHundredAtOnce) {
  std::vector<std::string> branches;
  for (const char* id : {"x", "y", "z"}) {
    branches.push_back(Branch(id, "", Node(absl::StrCat("a", id), "approve", kRole)));
  }
  Walkthrough walk(ModelOf({Fork("f", "parallel", branches)}));
  Hire(90, &walk);
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Incident(), "az TOO_MANY_PEOPLE");
  // Nobody more can be added; all of it can still be ended.
  EXPECT_THAT(walk.Do(U(2), AddSigners{walk.TaskOf(2),
                                       AddSigners::Where::kBeside,
                                       {U(200), U(201), U(202), U(203), U(204), U(205), U(206),
                                        U(207), U(208), U(209), U(210)}}),
              HasReason("INVALID_FIELD"));
  ASSERT_THAT(walk.Reject(2), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::REJECTED);
}

}  // namespace
}  // namespace guanxi::workflow
