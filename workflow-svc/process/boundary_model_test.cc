// Boundaries in what is asked about models: findings, differences, previews, drawings.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/diff.h"
#include "workflow-svc/process/drawing.h"
#include "workflow-svc/process/model_form.h"
#include "workflow-svc/process/model_json.h"
#include "workflow-svc/process/preview.h"
#include "workflow-svc/process/process_testing.h"
#include "workflow-svc/process/simulate.h"
#include "workflow-svc/process/validate.h"

namespace guanxi::workflow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kDay[] = "\"fields\":[{\"id\":\"day\",\"type\":\"DATE\"}]";
constexpr char kPeople[] = "\"people\":[{\"user\":\"@2\"}]";

std::string With(absl::string_view kind, absl::string_view members, absl::string_view boundary) {
  return Node("a", kind, members, absl::StrCat("\"boundaries\":[{\"id\":\"t\",", boundary, "}]"));
}

std::string Approved(absl::string_view boundary) { return With("approve", kPeople, boundary); }

std::string Hour(absl::string_view nodes, bool interrupts = true) {
  return absl::StrCat("\"when\":{\"time\":\"3600s\"},\"interrupts\":",
                      interrupts ? "true" : "false", ",\"nodes\":[", nodes, "]");
}

std::vector<std::string> Found(const std::vector<std::string>& nodes,
                               absl::string_view settings = "") {
  std::vector<std::string> found;
  for (const auto& finding :
       Validate(ModelOf(nodes, settings), "", FakeDirectory(), FakeCatalog())) {
    found.push_back(absl::StrCat(finding.node(), " ", finding.code(), " ", finding.path()));
  }
  return found;
}

TEST(BoundaryModelTest, TheFormIsChecked) {
  EXPECT_THAT(Found({Approved(Hour(Approve("x", "3")))}), IsEmpty());
  EXPECT_THAT(Found({Approved(Hour(""))}), ElementsAre(" NO_APPROVAL "));
  EXPECT_THAT(Found({Approved(Hour("", false))}), ElementsAre("t MISSING_ACTION nodes"));
  EXPECT_THAT(Found({Approved("\"interrupts\":true")}), ElementsAre("t MISSING_TIME when"));
  EXPECT_THAT(Found({Approved("\"when\":{\"time\":\"5s\"},\"interrupts\":true")}),
              ElementsAre("t BAD_VALUE when.time"));
  EXPECT_THAT(Found({Approved("\"when\":{\"field\":\"day\"},\"interrupts\":true")}),
              ElementsAre("t UNKNOWN_FIELD when.field"));
  EXPECT_THAT(Found({Approved(Hour(Approve("t", "3")))}), ElementsAre("t DUPLICATE_ID id"));
  EXPECT_THAT(Found({With("cc", kPeople, Hour("")), Approve("z", "4")}),
              ElementsAre("a BAD_VALUE boundaries"));
}

TEST(BoundaryModelTest, WhatIsWrongWithinADraftIsFoundByItsPath) {
  Violations violations;
  CheckDraft("draft", ModelOf({Approved(Hour(Approve("X", "3")))}), &violations);
  EXPECT_THAT(std::string(violations.ToStatus().message()),
              HasSubstr("draft.nodes[1].boundaries[0].nodes[0].id"));
}

TEST(BoundaryModelTest, FlowGoesThroughThem) {
  const std::string end = Node("e", "end", "\"rejects\":true");
  // It may be left by time, and by yes.
  EXPECT_THAT(Found({Approved(Hour(end)), Approve("z", "4")}), IsEmpty());
  EXPECT_THAT(Found({Approved(Hour(end, false))}), ElementsAre("e ENDS_OTHERS end"));
  EXPECT_THAT(Found({Approved(Hour(end + "," + Approve("x", "3")))}),
              ElementsAre("x UNREACHABLE "));
  EXPECT_THAT(Found({Approved(
                  Hour(Node("x", "approve", "\"people\":[{\"pick\":{\"by\":\"PREVIOUS\"}}]")))}),
              ElementsAre("x NOBODY_PICKS approve.people[0]"));
  // Whoever is behind the node is picked in it.
  EXPECT_THAT(Found({Approved(Hour(Approve("x", "3"))),
                     Node("z", "approve", "\"people\":[{\"pick\":{\"by\":\"PREVIOUS\"}}]")}),
              IsEmpty());
  const std::string back = Approve("x", "3", "\"on_reject\":\"TO_NODE\",\"reject_node\":\"a\"");
  EXPECT_THAT(Found({Approved(Hour(back))}), IsEmpty());
}

TEST(BoundaryModelTest, ADateThatNobodyCanHaveFilledInIsADeadlock) {
  const std::string until =
      "\"when\":{\"field\":\"day\"},\"interrupts\":true,\"nodes\":[" + Approve("x", "3") + "]";
  EXPECT_THAT(Found({Approved(until)}, kDay), IsEmpty());
  v1::ProcessModel model = ModelOf({Approved(until)}, kDay);
  v1::ProcessFieldRight* right = model.mutable_nodes(0)->add_field_rights();
  right->set_field("day");
  right->set_right(v1::ProcessFieldRight::READ);
  const auto found = Validate(model, "", FakeDirectory(), FakeCatalog());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code(), "DEADLOCK");
  EXPECT_EQ(found[0].node(), "t");
}

TEST(BoundaryModelTest, BackAndForthAsJsonIsTheSame) {
  const v1::ProcessModel model = ModelOf({Approved(Hour(Approve("x", "3")))});
  const auto back = ModelFromJson("draft", ModelToJson(model));
  ASSERT_THAT(back, IsOk());
  EXPECT_EQ(back->SerializeAsString(), model.SerializeAsString());
}

TEST(BoundaryModelTest, DifferencesNameThem) {
  const auto differences = [](const std::string& a, const std::string& b) {
    std::vector<std::string> texts;
    for (const auto& one : Diff(ModelOf({a}), ModelOf({b}))) {
      texts.push_back(absl::StrCat(one.id(), " ", v1::ProcessDifference::Kind_Name(one.kind()), " ",
                                   one.paths_size()));
    }
    return texts;
  };
  const std::string x = Approve("x", "3");
  EXPECT_THAT(differences(Approved(Hour(x)), Approved(Hour(x))), IsEmpty());
  EXPECT_THAT(differences(Approve("a", "2"), Approved(Hour(x))),
              ElementsAre("t ADDED 0", "x ADDED 0"));
  EXPECT_THAT(differences(Approved(Hour(x)), Approved(Hour(x, false))), ElementsAre("t CHANGED 1"));
  EXPECT_THAT(differences(Approved(Hour(x)), Approved(Hour(""))), ElementsAre("x REMOVED 0"));
}

std::string TextOf(const v1::ProcessPreview& preview) {
  std::string text;
  for (const auto& step : preview.steps()) {
    absl::StrAppend(&text, step.node(), step.by_itself() ? "! " : " ");
  }
  return absl::StrCat(text, preview.outcome(), preview.stop());
}

std::string Until(const std::string& kind) {
  return With("approve", kPeople,
              "\"when\":{\"field\":\"day\"}," + kind + "\"nodes\":[" + Approve("x", "3") + "]");
}

TEST(BoundaryModelTest, APreviewSaysYesInTimeAndKnowsWhatHasPassed) {
  const auto foreseen = [](const std::string& kind, const std::string& day) {
    Walkthrough walk(ModelOf({Until(kind), Approve("z", "4")}, kDay));
    const auto preview =
        PreviewStart(*walk.model, U(1), {{{"day", Value(day)}}, {}}, walk.surroundings);
    EXPECT_THAT(preview, IsOk());
    return TextOf(*preview);
  };
  EXPECT_EQ(foreseen("\"interrupts\":true,", "2026-03-03"), "start! a z APPROVED");
  EXPECT_EQ(foreseen("\"interrupts\":true,", "2026-03-01"), "start! a! x z APPROVED");
  EXPECT_EQ(foreseen("", "2026-03-01"), "start! a x z APPROVED");
  EXPECT_EQ(foreseen("", ""), "start! a NO_DUE_TIME");
}

TEST(BoundaryModelTest, APreviewGoesOnFromWhereTimeHasLed) {
  Walkthrough walk(ModelOf({Approved(Hour(Approve("x", "3"), false)), Approve("z", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  EXPECT_EQ(TextOf(Preview(*walk.model, walk.state, walk.surroundings)), "start! a z APPROVED");
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_EQ(TextOf(Preview(*walk.model, walk.state, walk.surroundings)), "start! a x z APPROVED");
}

TEST(BoundaryModelTest, ASimulationSaysWhomADraftWouldAskInstead) {
  Walkthrough walk(ModelOf({Approve("a", "2"), Approve("z", "4")}, kDay));
  const auto draft =
      Model::Compile(ModelOf({Until("\"interrupts\":true,"), Approve("z", "4")}, kDay));
  ASSERT_THAT(draft, IsOk());
  std::vector<PastStart> past(2, PastStart{U(1), {}});
  past[0].start.content = {{"day", Value("2026-03-03")}};
  past[1].start.content = {{"day", Value("2026-03-01")}};
  const auto simulated = Simulate(*walk.model, **draft, past, walk.surroundings);
  EXPECT_FALSE(simulated[0].differs);
  EXPECT_TRUE(simulated[1].differs);
  EXPECT_EQ(TextOf(simulated[1].after), "start! a! x z APPROVED");
}

TEST(BoundaryModelTest, TheDrawingHangsWhatTimeLeadsToAtTheNode) {
  Walkthrough walk(ModelOf({Approved(Hour(Approve("x", "3"))), Approve("z", "4")}));
  ASSERT_THAT(walk.Start(), IsOk());
  const std::string before = DrawSvg(*walk.model, &walk.state);
  for (const char* id : {"node-start", "node-a", "node-x", "node-z", "boundary-t"}) {
    EXPECT_THAT(before, HasSubstr(absl::StrCat("id=\"", id, "\""))) << before;
  }
  EXPECT_THAT(before, testing::Not(HasSubstr("a.timed")));
  EXPECT_THAT(before, testing::Not(HasSubstr("stroke-dasharray")));
  ASSERT_THAT(walk.Pass(absl::Hours(1)), IsOk());
  EXPECT_NE(DrawSvg(*walk.model, &walk.state), before);
  Walkthrough beside(ModelOf({Approved(Hour(Approve("x", "3"), false))}));
  EXPECT_THAT(DrawSvg(*beside.model, nullptr), HasSubstr("stroke-dasharray"));
}

}  // namespace
}  // namespace guanxi::workflow
