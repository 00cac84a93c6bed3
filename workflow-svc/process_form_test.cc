// What people see of a process's form, by the methods that they call.
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/process_comment_service.pb.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;

// Legal does not see the pay, finance not the note, and who starts it not the grade.
class ProcessFormTest : public ::testing::Test {
 protected:
  ProcessFormTest() {
    v1::CreateProcessDefinitionRequest create;
    auto& definition = *create.mutable_process_definition();
    definition.set_display_name("工资");
    world_.SetDraft(
        absl::StrCat(world_.Approve("legal", {"li"}), world_.Approve("finance", {"cai"}),
                     " fields { id: 'pay' display_name: 'pay' type: NUMBER }"
                     " fields { id: 'note' display_name: 'note' type: TEXT }"
                     " fields { id: 'grade' display_name: 'grade' type: TEXT }"),
        &definition);
    Hide(0, "grade", &definition);
    Hide(1, "pay", &definition);
    Hide(2, "note", &definition);
    const auto made =
        world_.service.catalog->Of<v1::ProcessDefinition>().Create<v1::ProcessDefinition>(
            world_.As("admin"), create);
    EXPECT_THAT(made, IsOk());
    EXPECT_THAT(world_.Publish(made->name()), IsOk());
    v1::StartProcessInstanceRequest start;
    start.set_definition(made->name());
    (*start.mutable_content())["pay"].add_values("20000");
    (*start.mutable_content())["note"].add_values("晋升");
    const auto started =
        world_.service.processes->instances.StartProcessInstance(world_.As("an"), start);
    EXPECT_THAT(started, IsOk());
    instance_ = started->name();
  }
  static void Hide(int node, const std::string& field, v1::ProcessDefinition* definition) {
    auto& right = *definition->mutable_draft()->mutable_nodes(node)->add_field_rights();
    right.set_field(field);
    right.set_right(v1::ProcessFieldRight::HIDDEN);
  }
  // The ids of the fields that he sees.
  std::set<std::string> Seen(const std::string& letter) {
    v1::GetProcessFormRequest request;
    request.set_name(instance_);
    const auto form =
        world_.service.processes->instances.GetProcessForm(world_.As(letter), request);
    EXPECT_THAT(form, IsOk()) << letter;
    std::set<std::string> fields;
    for (const auto& shown : form->fields()) fields.insert(shown.field().id());
    return fields;
  }

  ProcessWorld world_;
  std::string instance_;
};

TEST_F(ProcessFormTest, EverybodySeesWhatHisNodeShowsAndOthersWhatNoneHides) {
  EXPECT_THAT(Seen("an"), ElementsAre("note", "pay"));
  EXPECT_THAT(Seen("li"), ElementsAre("grade", "note"));
  // His turn has not come.
  EXPECT_TRUE(Seen("cai").empty());
  v1::AddProcessCommentRequest comment;
  comment.set_parent(instance_);
  comment.set_text("看一下");
  comment.add_mentions(world_.User("zong"));
  ASSERT_THAT(world_.service.processes->comments.AddProcessComment(world_.As("li"), comment),
              IsOk());
  EXPECT_TRUE(Seen("zong").empty());
}

TEST_F(ProcessFormTest, WhoHasReturnedItSeesWhatHeSawBefore) {
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  EXPECT_THAT(Seen("cai"), ElementsAre("grade", "pay"));
  v1::ReturnProcessTaskRequest back;
  back.set_name(world_.TaskOf("cai"));
  back.set_node("legal");
  ASSERT_THAT(world_.service.processes->tasks.ReturnProcessTask(world_.As("cai"), back), IsOk());
  EXPECT_THAT(Seen("cai"), ElementsAre("grade", "pay"));
  EXPECT_THAT(Seen("li"), ElementsAre("grade", "note"));
}

TEST_F(ProcessFormTest, WhoseTaskIsAnothersNowSeesWhatNoNodeHides) {
  v1::TransferProcessTaskRequest give;
  give.set_name(world_.TaskOf("li"));
  give.set_user(world_.User("bai"));
  ASSERT_THAT(world_.service.processes->tasks.TransferProcessTask(world_.As("li"), give), IsOk());
  EXPECT_THAT(Seen("bai"), ElementsAre("grade", "note"));
  for (const std::string& field : Seen("li")) EXPECT_NE(field, "pay");
}

}  // namespace
}  // namespace guanxi::workflow
