// What is found wrong with models.
#include "workflow-svc/process/validate.h"

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/model_form.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

constexpr char kOwn[] = "processDefinitions/0192f000-0000-7000-8000-000000000001";
constexpr char kOther[] = "processDefinitions/0192f000-0000-7000-8000-000000000002";

// "node CODE" of each.
std::vector<std::string> Found(const v1::ProcessModel& model, const FakeDirectory& directory = {},
                               const FakeCatalog& catalog = {}) {
  std::vector<std::string> found;
  for (const v1::ProcessFinding& finding : Validate(model, kOwn, directory, catalog)) {
    found.push_back(finding.node() + " " + finding.code());
  }
  return found;
}

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ValidateTest, AGoodModelHasNoFindings) {
  EXPECT_THAT(Found(ModelOf({Approve("a", "2"), Node("e", "end")})), IsEmpty());
}

TEST(ValidateTest, WhatNothingGoesOnToIsUnreachable) {
  EXPECT_THAT(Found(ModelOf({Approve("a", "2"), Node("e", "end"), Approve("b", "3")})),
              ElementsAre("b UNREACHABLE"));
  const std::string end = Approve("x", "2") + "," + Node("e", "end");
  const std::string end2 = Approve("y", "2") + "," + Node("e2", "end");
  EXPECT_THAT(Found(ModelOf({Fork("f", "condition",
                                  {Branch("p", "initiator:*", end), Branch("q", "*", end2)}),
                             Approve("b", "3")})),
              ElementsAre("b UNREACHABLE"));
  EXPECT_THAT(Found(ModelOf({Fork("f", "condition",
                                  {Branch("p", "initiator:*", Approve("x", "2")),
                                   Branch("r", "initiator : *", Approve("z", "2")),
                                   Branch("q", "*", Approve("y", "2"))})})),
              Contains("r UNREACHABLE"));
}

TEST(ValidateTest, WhatEndsRejectedWhateverPeopleSayIsADeadEnd) {
  EXPECT_THAT(Found(ModelOf({Approve("a", "2"), Node("e", "end", "\"rejects\":true")})),
              ElementsAre(" DEAD_END"));
}

TEST(ValidateTest, SomebodyShouldBeAsked) {
  EXPECT_THAT(
      Found(ModelOf({Fork("f", "condition",
                          {Branch("p", "initiator:*", Approve("a", "2")), Branch("q", "*", "")})})),
      ElementsAre(" NO_APPROVAL"));
}

TEST(ValidateTest, AForkNeedsADefaultBranchAndConditions) {
  EXPECT_THAT(Found(ModelOf({Fork("f", "condition",
                                  {Branch("p", "initiator:*", Approve("a", "2")),
                                   Branch("q", "", Approve("b", "2"))})})),
              ElementsAre("q MISSING_CONDITION", "f MISSING_DEFAULT"));
  EXPECT_THAT(
      Found(ModelOf({Fork("f", "condition",
                          {Branch("p", "amount > 5", Approve("a", "2")), Branch("q", "*", "")})})),
      ElementsAre("p BAD_CONDITION"));
  const std::string fields = "\"fields\":[{\"id\":\"n\",\"type\":\"NUMBER\"}]";
  EXPECT_THAT(
      Found(ModelOf(
          {Fork("f", "inclusive",
                {Branch("p", "n = VIP", Approve("a", "2")), Branch("q", "*", Approve("b", "2"))})},
          fields)),
      ElementsAre("p BAD_CONDITION"));
}

TEST(ValidateTest, WhoIsNotThereIsUnknown) {
  FakeDirectory directory;
  directory.gone = {U(3)};
  EXPECT_THAT(Found(ModelOf({Approve("a", "99"), Approve("b", "3")}), directory),
              ElementsAre("a UNKNOWN_PERSON", "b INACTIVE_PERSON"));
  EXPECT_THAT(Found(ModelOf({Approve("a", "2")}, "\"work_calendar\":\"workCalendars/x\"")),
              ElementsAre(" UNKNOWN_CALENDAR"));
}

TEST(ValidateTest, WhatStandsStillByItselfIsADeadlock) {
  const std::string fields = "\"fields\":[{\"id\":\"day\",\"type\":\"DATE\"}]";
  v1::ProcessModel delay =
      ModelOf({Node("w", "delay", "\"field\":\"day\""), Approve("a", "2")}, fields);
  EXPECT_THAT(Found(delay), IsEmpty());
  v1::ProcessFieldRight* right = delay.mutable_nodes(0)->add_field_rights();
  right->set_field("day");
  right->set_right(v1::ProcessFieldRight::READ);
  EXPECT_THAT(Found(delay), ElementsAre("w DEADLOCK"));
  EXPECT_THAT(
      Found(ModelOf({Approve("a", "2 3", "\"quorum\":{\"mode\":\"WEIGHTED\",\"votes\":3}")})),
      ElementsAre("a DEADLOCK"));
}

TEST(ValidateTest, AProcessThatWaitsForItselfIsADeadlock) {
  const auto sub = [](const std::string& definition) {
    return ModelOf(
        {Approve("a", "2"),
         Node("s", "sub_process", "\"definition\":\"" + definition + "\",\"wait\":true")});
  };
  EXPECT_THAT(Found(sub(kOwn)), ElementsAre("s DEADLOCK"));
  EXPECT_THAT(Found(sub(kOther)), ElementsAre("s UNKNOWN_DEFINITION"));
  FakeCatalog catalog;
  catalog.awaited = {{kOther, {kOwn}}};
  EXPECT_THAT(Found(sub(kOther), {}, catalog), ElementsAre("s DEADLOCK"));
  catalog.awaited = {{kOther, {}}};
  EXPECT_THAT(Found(sub(kOther), {}, catalog), IsEmpty());
}

TEST(ValidateTest, PeopleArePickedRightBefore) {
  EXPECT_THAT(
      Found(ModelOf({Approve("a", "2"), Node("w", "delay", "\"time\":\"60s\""),
                     Node("b", "approve", "\"people\":[{\"pick\":{\"by\":\"PREVIOUS\"}}]")})),
      ElementsAre("b NOBODY_PICKS"));
}

TEST(ValidateTest, ARejectionLeadsToWhatLiesBefore) {
  EXPECT_THAT(Found(ModelOf({Approve("a", "2", "\"on_reject\":\"TO_NODE\",\"reject_node\":\"b\""),
                             Approve("b", "3")})),
              ElementsAre("a BAD_REJECT_NODE"));
}

TEST(ValidateTest, AnEndAmongBranchesEndsTheOthers) {
  EXPECT_THAT(
      Found(ModelOf({Fork("f", "inclusive",
                          {Branch("p", "initiator:*", Approve("a", "2") + "," + Node("e", "end")),
                           Branch("q", "*", Approve("b", "2"))})})),
      ElementsAre("e ENDS_OTHERS"));
}

TEST(ValidateTest, ATitleTellsNothingThatANodeHides) {
  const std::string fields =
      "\"title\":\"工资{{pay}}\",\"fields\":[{\"id\":\"pay\",\"type\":\"NUMBER\"}]";
  const auto with = [&](absl::string_view right) {
    return ModelOf(
        {Node("a", "approve", "\"people\":[{\"user\":\"@2\"}]",
              absl::StrCat("\"field_rights\":[{\"field\":\"pay\",\"right\":\"", right, "\"}]"))},
        fields);
  };
  EXPECT_THAT(Found(with("READ")), IsEmpty());
  EXPECT_THAT(Found(with("HIDDEN")), ElementsAre(" TELLS_HIDDEN"));
}

TEST(ValidateTest, NamesHaveNoControlCharacters) {
  v1::ProcessModel model = ModelOf({Approve("a", "2")});
  model.mutable_nodes(1)->set_display_name("法\b务");
  EXPECT_THAT(Found(model), ElementsAre(" BAD_VALUE"));
}

TEST(DraftTest, WhatIsMissingIsSavedWhatIsWrongIsNot) {
  const auto fault = [](const v1::ProcessModel& model) {
    Violations violations;
    CheckDraft("draft", model, &violations);
    return std::string(violations.ToStatus().message());
  };
  EXPECT_EQ(fault(ModelOf({Node("a", "approve")})), "");
  EXPECT_THAT(fault(ModelOf({Approve("a", "2"), Approve("a", "3")})),
              testing::HasSubstr("draft.nodes[2].id"));
  EXPECT_THAT(
      fault(ModelOf({Approve("a", "2", "\"limits\":[{\"after\":\"5s\",\"action\":\"PASS\"}]")})),
      testing::HasSubstr("draft.nodes[1].approve.limits[0].after"));
}

}  // namespace
}  // namespace guanxi::workflow
