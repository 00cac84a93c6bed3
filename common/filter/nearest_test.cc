#include "common/filter/nearest.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::ElementsAre;

const std::vector<std::string>& Names() {
  static const auto* const names = new std::vector<std::string>{
      "changed.grade", "changed.owner", "create_time", "grade", "old.grade", "owner", "state"};
  return *names;
}

TEST(NearestTest, PlainNamesStandBeforeThoseWithDots) {
  EXPECT_THAT(NearestFirst(Names(), "nothing_like_them"),
              ElementsAre("create_time", "grade", "owner", "state", "changed.grade",
                          "changed.owner", "old.grade"));
}

TEST(NearestTest, WhatWasMeantStandsFirst) {
  EXPECT_EQ(NearestFirst(Names(), "grate")[0], "grade");
  EXPECT_EQ(NearestFirst(Names(), "createtime")[0], "create_time");
  EXPECT_EQ(NearestFirst(Names(), "old.grad")[0], "old.grade");
  EXPECT_EQ(NearestFirst(Names(), "stat")[0], "state");
}

TEST(NearestTest, OfAShortNameNothingIsMeant) {
  EXPECT_EQ(NearestFirst({"ab", "cd"}, "c"), (std::vector<std::string>{"ab", "cd"}));
  EXPECT_EQ(NearestFirst({"ab", "cd"}, ""), (std::vector<std::string>{"ab", "cd"}));
}

}  // namespace
}  // namespace guanxi::filter
