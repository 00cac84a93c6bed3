#include "gateway/envoy/check/names.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace guanxi::edge {
namespace {

TEST(NamesTest, EachIsTakenOnceFewOrMany) {
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back("name " + std::to_string(i));
  Names names;
  for (const std::string& text : texts) {
    EXPECT_TRUE(names.Add(text)) << text;
    EXPECT_FALSE(names.Add(texts[0])) << text;
    EXPECT_FALSE(names.Add(text)) << text;
  }
  names.Clear();
  for (const std::string& text : texts) EXPECT_TRUE(names.Add(text)) << text;
}

}  // namespace
}  // namespace guanxi::edge
