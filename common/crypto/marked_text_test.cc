#include "common/crypto/marked_text.h"

#include "gtest/gtest.h"

namespace guanxi::crypto {
namespace {

constexpr char kSecret[] = "0123456789abcdef";

TEST(MarkedTextTest, WhatWasMarkedIsReadAgain) {
  const std::string text = MarkedText(kSecret, "test.link", "page", "four");
  EXPECT_EQ(UnmarkedText(kSecret, "test.link", "page", text, 4), "four");
}

// Such texts stand in pages of others for years.
TEST(MarkedTextTest, TheFormDoesNotChange) {
  EXPECT_EQ(MarkedText(kSecret, "test.link", "page", "four"), "Zm91co0rOBeuy_N0");
}

TEST(MarkedTextTest, WhatIsOtherInAnythingIsNotRead) {
  const std::string text = MarkedText(kSecret, "test.link", "page", "four");
  EXPECT_FALSE(UnmarkedText("another", "test.link", "page", text, 4).has_value());
  EXPECT_FALSE(UnmarkedText(kSecret, "test.other", "page", text, 4).has_value());
  EXPECT_FALSE(UnmarkedText(kSecret, "test.link", "side", text, 4).has_value());
  EXPECT_FALSE(UnmarkedText(kSecret, "test.link", "page", text, 3).has_value());
  EXPECT_FALSE(UnmarkedText(kSecret, "test.link", "page", text + "=", 4).has_value());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(UnmarkedText(kSecret, "test.link", "page", other, 4).has_value()) << i;
  }
}

}  // namespace
}  // namespace guanxi::crypto
