// Models as JSON and as drawings, and in what two of them differ.
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "workflow-svc/process/diff.h"
#include "workflow-svc/process/drawing.h"
#include "workflow-svc/process/model_json.h"
#include "workflow-svc/process/process_testing.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(JsonTest, ATimeLimitOfAnotherLanguageIsRefused) {
  EXPECT_THAT(ModelFromJson("draft",
                            "{\"nodes\":[{\"id\":\"a\",\"approve\":{\"limits\":["
                            "{\"after\":\"PT2D\",\"action\":\"PASS\"}]}}]}"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ModelFromJson("draft", "{\"nodez\":[]}"), HasReason("INVALID_FIELD"));
  EXPECT_THAT(ModelFromJson("draft", "{\"title\":\"a\",\"title\":\"b\"}"),
              HasReason("INVALID_FIELD"));
}

v1::ProcessModel Sample() {
  return ModelOf({Approve("a", "2"),
                  Fork("f", "parallel",
                       {Branch("x", "", Approve("b", "3")), Branch("y", "", Approve("c", "4"))})},
                 "\"title\":\"合同\",\"fields\":[{\"id\":\"note\",\"type\":\"TEXT\"}]");
}

TEST(JsonTest, BackAndForthIsTheSame) {
  const auto back = ModelFromJson("draft", ModelToJson(Sample()));
  ASSERT_THAT(back, IsOk());
  EXPECT_TRUE(MessageDifferencer::Equals(*back, Sample()));
}

std::vector<std::string> Differences(const v1::ProcessModel& a, const v1::ProcessModel& b) {
  std::vector<std::string> texts;
  for (const v1::ProcessDifference& one : Diff(a, b)) {
    std::string text = one.id() + " " + v1::ProcessDifference::Kind_Name(one.kind());
    for (const std::string& path : one.paths()) text += " " + path;
    texts.push_back(text);
  }
  return texts;
}

TEST(DiffTest, NamesWhatDiffers) {
  EXPECT_THAT(Differences(Sample(), Sample()), IsEmpty());
  v1::ProcessModel next = Sample();
  next.set_title("新合同");
  next.mutable_fields(0)->set_display_name("备注");
  next.mutable_nodes(1)->mutable_approve()->set_empty(v1::ProcessWork::PASS);
  EXPECT_THAT(
      Differences(Sample(), next),
      ElementsAre(" CHANGED title", "note CHANGED display_name", "a CHANGED approve.empty"));
}

TEST(DiffTest, NamesWhatWasAddedRemovedAndMoved) {
  const v1::ProcessModel next =
      ModelOf({Fork("f", "parallel",
                    {Branch("x", "", Approve("b", "3") + "," + Approve("a", "2")),
                     Branch("y", "", Approve("d", "4"))})},
              "\"title\":\"合同\",\"fields\":[{\"id\":\"note\",\"type\":\"TEXT\"}]");
  EXPECT_THAT(Differences(Sample(), next), ElementsAre("a MOVED", "d ADDED", "c REMOVED"));
}

TEST(DrawingTest, HasABoxForEachNodeAndSaysWhereItStands) {
  v1::ProcessModel model = Sample();
  // XML cannot hold U+0008, however it is written.
  model.mutable_nodes(1)->set_display_name("<法\b务>");
  Walkthrough walk(model);
  ASSERT_THAT(walk.Start(), IsOk());
  const std::string svg = DrawSvg(*walk.model, &walk.state);
  for (const auto& node : walk.model->nodes()) {
    EXPECT_THAT(svg, testing::HasSubstr("id=\"node-" + node->id() + "\"")) << svg;
  }
  EXPECT_THAT(svg, testing::HasSubstr("&lt;法务&gt;"));
  EXPECT_NE(svg, DrawSvg(*walk.model));
}

}  // namespace
}  // namespace guanxi::workflow
