#include "workflow-svc/process/texts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/process_model.pb.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TextsTest, WhatCannotBeShownIsFoundAndLeftOut) {
  for (const char* bad : {"a\bb", "a\x1b", "\x7f", "a\xC2\x85", "\xEF\xBF\xBF", "\xEF\xBF\xBE"}) {
    EXPECT_TRUE(HasControls(bad)) << bad;
    EXPECT_FALSE(HasControls(WithoutControls(bad))) << bad;
  }
  EXPECT_EQ(WithoutControls("法\b务"), "法务");
  for (const char* good : {"", "法务\n\t第二行", "\xC2\xA0", "\xEF\xBF\xBD", "é😀"}) {
    EXPECT_FALSE(HasControls(good)) << good;
    EXPECT_EQ(WithoutControls(good), good);
  }
}

TEST(TextsTest, EveryTextOfAModelIsLookedAt) {
  v1::ProcessModel model;
  EXPECT_THAT(PathsWithControls(model), IsEmpty());
  model.set_title("a\bb");
  model.add_nodes()->set_display_name("good");
  auto& branch = *model.add_nodes()->mutable_condition()->add_branches();
  branch.set_display_name("b\x01");
  branch.add_nodes()->set_display_name("n\x02");
  model.add_fields()->add_options("o\x03");
  EXPECT_THAT(
      PathsWithControls(model),
      ElementsAre("title", "fields[0].options[0]", "nodes[1].condition.branches[0].display_name",
                  "nodes[1].condition.branches[0].nodes[0].display_name"));
}

}  // namespace
}  // namespace guanxi::workflow
