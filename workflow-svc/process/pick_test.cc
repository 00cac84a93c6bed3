// People who are picked, and tasks that are handed over.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

TEST(PickTest, HandedOverAllBecomesTheOthers) {
  Walkthrough walk(ModelOf({Fork("f", "parallel",
                                 {Branch("x", "", Approve("a", "2")),
                                  Branch("y", "", Approve("b", "2 3", "\"claim\":true"))})}));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do(U(9), HandOver{U(2), U(5)}), HasReason("NOT_ADMINISTRATOR"));
  ASSERT_THAT(walk.Do(U(9), HandOver{U(2), U(5)}, true), IsOk());
  EXPECT_EQ(walk.Open(), "3 5");
  EXPECT_EQ(walk.Find(walk.TaskOf(5))->owner(), U(2));
}

TEST(PickTest, PeopleArePickedByTheInitiatorOrByWhoComesBefore) {
  Walkthrough walk(ModelOf(
      {Node("a", "approve", "\"people\":[{\"pick\":{\"by\":\"INITIATOR\",\"role\":\"#1\"}}]"),
       Node("b", "approve", "\"people\":[{\"pick\":{\"by\":\"PREVIOUS\",\"max\":2}}]")}));
  walk.directory.roles[R(1)] = {U(2)};
  EXPECT_THAT(walk.Start(), HasReason("PICK_NEEDED"));
  EXPECT_THAT(walk.Start({}, {{"a", {U(3)}}}), HasReason("INVALID_FIELD"));
  ASSERT_THAT(walk.Start({}, {{"a", {U(2)}}}), IsOk());
  EXPECT_THAT(walk.Approve(2), HasReason("PICK_NEEDED"));
  ASSERT_THAT(walk.Approve(2, {}, {{"b", {U(4), U(5)}}}), IsOk());
  EXPECT_EQ(walk.Open(), "4 5");
}

}  // namespace
}  // namespace guanxi::workflow
