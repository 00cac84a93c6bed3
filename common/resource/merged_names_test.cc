#include "common/resource/merged_names.h"

#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

const Uuid kFirst = DeriveUuid("test", "first");
const Uuid kOther = DeriveUuid("test", "other");

TEST(MergedNamesTest, TheRootOfANameIsItsFirstRecord) {
  std::string collection;
  Uuid id;
  EXPECT_TRUE(RootOf("customers/" + kFirst.ToString(), &collection, &id));
  EXPECT_EQ(collection, "customers");
  EXPECT_EQ(id, kFirst);
  EXPECT_TRUE(RootOf("customers/" + kOther.ToString() + "/contacts/-", &collection, &id));
  EXPECT_EQ(id, kOther);
}

TEST(MergedNamesTest, WhatIsNoNameHasNoRoot) {
  std::string collection;
  Uuid id;
  for (const char* text : {"", "customers", "/", "customers/-", "customers/-/contacts/-"}) {
    EXPECT_FALSE(RootOf(text, &collection, &id)) << text;
  }
  EXPECT_FALSE(RootOf("customers/" + kFirst.ToString() + "x", &collection, &id));
}

TEST(MergedNamesTest, AnotherRootLeavesWhatLiesBelow) {
  const std::string name = "customers/" + kFirst.ToString();
  EXPECT_EQ(WithRoot(name, kOther), "customers/" + kOther.ToString());
  EXPECT_EQ(WithRoot(name + "/contacts/-", kOther),
            "customers/" + kOther.ToString() + "/contacts/-");
}

}  // namespace
}  // namespace guanxi::resource
