// Who is asked: lists, empty nodes, the initiator, repetition, deputies, whoever leaves.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using process::ProcessState;

Walkthrough Of(const std::string& people, const std::string& more = "") {
  return Walkthrough(ModelOf({Node("a", "approve", "\"people\":[" + people + "]" + more)}));
}

TEST(PeopleTest, ListsAreFoundInOrderEachOnce) {
  Walkthrough walk =
      Of("{\"role\":\"#1\"},{\"department\":\"%1\"},{\"department_head\":\"%1\"},"
         "{\"initiator_department_head\":true},{\"user\":\"@3\"}");
  walk.directory.roles[R(1)] = {U(2), U(3)};
  walk.directory.departments = {{U(4), D(1)}, {U(1), D(2)}};
  walk.directory.heads = {{D(1), U(5)}, {D(2), U(6)}};
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(walk.Open(), "2 3 4 5 6");
}

TEST(PeopleTest, ManagersGoUpToALevelOrARole) {
  const std::string order = ",\"quorum\":{\"mode\":\"IN_ORDER\"}";
  Walkthrough levels = Of("{\"managers\":{\"from_level\":1,\"to_level\":2}}", order);
  levels.directory.managers = {{U(1), U(2)}, {U(2), U(3)}, {U(3), U(4)}};
  ASSERT_THAT(levels.Start(), IsOk());
  ASSERT_THAT(levels.Approve(2), IsOk());
  ASSERT_THAT(levels.Approve(3), IsOk());
  EXPECT_EQ(levels.phase(), ProcessState::APPROVED);
  Walkthrough role = Of("{\"managers\":{\"until_role\":\"#1\"}}");
  role.directory.managers = {{U(1), U(2)}, {U(2), U(3)}, {U(3), U(4)}};
  role.directory.roles[R(1)] = {U(3)};
  ASSERT_THAT(role.Start(), IsOk());
  EXPECT_EQ(role.Open(), "2 3");
}

TEST(PeopleTest, AFieldNamesThem) {
  Walkthrough walk(ModelOf({Node("a", "approve", "\"people\":[{\"field\":\"who\"}]")},
                           "\"fields\":[{\"id\":\"who\",\"type\":\"USER\",\"repeated\":true}]"));
  v1::ProcessValue who;
  who.add_values(U(4));
  who.add_values(U(5));
  ASSERT_THAT(walk.Start({{"who", who}}), IsOk());
  EXPECT_EQ(walk.Open(), "4 5");
}

TEST(PeopleTest, WhoeverIsGoneIsLeftOutAndOthersOfAnyAct) {
  Walkthrough walk = Of("{\"user\":\"@2\"},{\"user\":\"@3\"}", ",\"quorum\":{\"mode\":\"ANY\"}");
  ASSERT_THAT(walk.Start(), IsOk());
  walk.directory.gone = {U(2)};
  ASSERT_THAT(walk.Do("", PersonLeft{U(2)}), IsOk());
  EXPECT_EQ(walk.Open(), "3");
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(PeopleTest, TheManagerOfWhoeverLeavesTakesOver) {
  Walkthrough walk = Of("{\"user\":\"@2\"},{\"user\":\"@3\"}");
  walk.directory.managers = {{U(2), U(4)}};
  ASSERT_THAT(walk.Start(), IsOk());
  walk.directory.gone = {U(2)};
  ASSERT_THAT(walk.Do("", PersonLeft{U(2)}), IsOk());
  EXPECT_EQ(walk.Open(), "3 4");
  EXPECT_EQ(walk.Find(walk.TaskOf(4))->owner(), U(2));
}

TEST(PeopleTest, WhereNobodyIsLeftThereIsAnIncident) {
  Walkthrough walk = Of("{\"user\":\"@2\"}");
  ASSERT_THAT(walk.Start(), IsOk());
  walk.directory.gone = {U(2)};
  ASSERT_THAT(walk.Do("", PersonLeft{U(2)}), IsOk());
  EXPECT_EQ(walk.Incident(), "a NOBODY");
  walk.directory.administrators = {U(8), U(9)};
  ASSERT_THAT(walk.Do(U(9), RetryIncidents{}, true), IsOk());
  EXPECT_EQ(walk.Incident(), "");
  EXPECT_EQ(walk.Open(), "8 9");
  ASSERT_THAT(walk.Approve(8), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(PeopleTest, TriedAgainWhoHasDecidedIsNotAskedAgain) {
  Walkthrough walk(ModelOf({Approve("a", "2 3")}));
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  walk.directory.gone = {U(3)};
  ASSERT_THAT(walk.Do("", PersonLeft{U(3)}), IsOk());
  EXPECT_NE(walk.Incident(), "");
  walk.directory.gone.clear();
  ASSERT_THAT(walk.Do(U(9), RetryIncidents{}, true), IsOk());
  EXPECT_EQ(walk.Incident(), "");
  EXPECT_EQ(walk.Open(), "3");
  ASSERT_THAT(walk.Approve(3), IsOk());
  EXPECT_EQ(walk.phase(), ProcessState::APPROVED);
}

TEST(PeopleTest, AnEmptyNodePassesIsRejectedOrGoesToSomebody) {
  const auto outcome = [](const std::string& empty) {
    Walkthrough walk = Of("{\"role\":\"#1\"}", ",\"empty\":" + empty);
    walk.directory.administrators = {U(9)};
    EXPECT_THAT(walk.Start(), IsOk());
    return ProcessState::Phase_Name(walk.phase()) + " " + walk.Open();
  };
  EXPECT_EQ(outcome("\"PASS\""), "APPROVED ");
  EXPECT_EQ(outcome("\"REJECT\""), "REJECTED ");
  EXPECT_EQ(outcome("\"PERSON\",\"empty_user\":\"@7\""), "RUNNING 7");
  EXPECT_EQ(outcome("\"ADMINISTRATOR\""), "RUNNING 9");
}

TEST(PeopleTest, TheInitiatorApprovesHimselfIsLeftOutOrHisManagerDoes) {
  const auto open = [](const std::string& people, const std::string& rule) {
    Walkthrough walk = Of(people, ",\"initiator_rule\":\"" + rule + "\"");
    walk.directory.managers = {{U(1), U(5)}};
    EXPECT_THAT(walk.Start(), IsOk());
    return ProcessState::Phase_Name(walk.phase()) + " " + walk.Open();
  };
  const std::string alone = "{\"user\":\"@1\"}";
  const std::string both = alone + ",{\"user\":\"@2\"}";
  EXPECT_EQ(open(both, "KEEP"), "RUNNING 1 2");
  EXPECT_EQ(open(both, "SKIP"), "RUNNING 2");
  EXPECT_EQ(open(alone, "SKIP"), "APPROVED ");
  EXPECT_EQ(open(both, "MANAGER"), "RUNNING 2 5");
}

TEST(PeopleTest, NobodyHandsATaskToAnInitiatorWhoIsKeptOut) {
  Walkthrough walk = Of("{\"user\":\"@2\"}", ",\"initiator_rule\":\"SKIP\"");
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_THAT(walk.Do(U(2), TransferTask{walk.TaskOf(2), U(1)}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(PeopleTest, NeitherTimeNorAnEmptyNodeHandsATaskToAnInitiatorWhoIsKeptOut) {
  Walkthrough late = Of("{\"user\":\"@2\"}",
                        ",\"initiator_rule\":\"SKIP\",\"limits\":[{\"after\":\"3600s\","
                        "\"action\":\"TRANSFER\",\"user\":\"@1\"}]");
  late.directory.administrators = {U(9)};
  ASSERT_THAT(late.Start(), IsOk());
  ASSERT_THAT(late.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(late.Open(), "9");
  Walkthrough empty = Of("{\"initiator\":true}",
                         ",\"initiator_rule\":\"MANAGER\",\"empty\":\"PERSON\","
                         "\"empty_user\":\"@1\"");
  empty.directory.administrators = {U(9)};
  ASSERT_THAT(empty.Start(), IsOk());
  EXPECT_EQ(empty.Open(), "9");
}

Walkthrough Thrice(const std::string& rule) {
  return Walkthrough(ModelOf(
      {Approve("a", "2"), Approve("b", "3"), Approve("c", "2 4"), Approve("d", "4")},
      "\"repeated_approval\":\"" + rule + "\",\"fields\":[{\"id\":\"note\",\"type\":\"TEXT\"}]"));
}

TEST(PeopleTest, WhoHasApprovedIsAskedAgainOrNot) {
  Walkthrough none = Thrice("NONE");
  ASSERT_THAT(none.Start(), IsOk());
  ASSERT_THAT(none.Approve(2), IsOk());
  ASSERT_THAT(none.Approve(3), IsOk());
  EXPECT_EQ(none.Open(), "2 4");
  Walkthrough all = Thrice("ALL");
  ASSERT_THAT(all.Start(), IsOk());
  ASSERT_THAT(all.Approve(2), IsOk());
  ASSERT_THAT(all.Approve(3), IsOk());
  EXPECT_EQ(all.Open(), "4");
  ASSERT_THAT(all.Approve(4), IsOk());
  EXPECT_EQ(all.phase(), ProcessState::APPROVED);
  Walkthrough consecutive = Thrice("CONSECUTIVE");
  ASSERT_THAT(consecutive.Start(), IsOk());
  ASSERT_THAT(consecutive.Approve(2), IsOk());
  ASSERT_THAT(consecutive.Approve(3), IsOk());
  EXPECT_EQ(consecutive.Open(), "2 4");
  ASSERT_THAT(consecutive.Approve(4), IsOk());
  ASSERT_THAT(consecutive.Approve(2), IsOk());
  EXPECT_EQ(consecutive.phase(), ProcessState::APPROVED);
}

TEST(PeopleTest, AnApprovalOfOlderContentDoesNotCount) {
  v1::ProcessModel model = Thrice("ALL").model->proto();
  v1::ProcessFieldRight* right = model.mutable_nodes(2)->add_field_rights();
  right->set_field("note");
  right->set_right(v1::ProcessFieldRight::WRITE);
  Walkthrough walk(model);
  ASSERT_THAT(walk.Start(), IsOk());
  ASSERT_THAT(walk.Approve(2), IsOk());
  ASSERT_THAT(walk.Approve(3, {{"note", Value("changed")}}), IsOk());
  EXPECT_EQ(walk.Open(), "2 4");
}

TEST(PeopleTest, ADeputyStandsInUnlessHeIsConcernedHimself) {
  const auto who = [](int deputy, int manager) {
    Walkthrough walk(ModelOf({Approve("a", "3"), Approve("b", "2")}));
    walk.directory.deputies = {{U(2), U(deputy)}};
    walk.directory.managers = {{U(2), U(manager)}};
    EXPECT_THAT(walk.Start(), IsOk());
    EXPECT_THAT(walk.Approve(3), IsOk());
    return walk.Open();
  };
  EXPECT_EQ(who(5, 6), "5");
  EXPECT_EQ(who(1, 6), "6");  // he is the initiator
  EXPECT_EQ(who(3, 6), "6");  // he has signed
  EXPECT_EQ(who(3, 1), "2");  // and the manager is the initiator
}

}  // namespace
}  // namespace guanxi::workflow
