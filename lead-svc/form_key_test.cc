#include "lead-svc/form_key.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

const char kSecret[] = "0123456789abcdef";

FormPlace Place() { return {DeriveUuid("t", "tenant"), DeriveUuid("t", "form")}; }

TEST(FormKeyTest, AKeyNamesItsTenantAndForm) {
  const std::string key = MakeFormKey(kSecret, Place());
  EXPECT_EQ(key.size(), 54u);
  const auto place = ReadFormKey(kSecret, key);
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->tenant, Place().tenant);
  EXPECT_EQ(place->form, Place().form);
}

TEST(FormKeyTest, WhatWasNotMadeHereIsNoKey) {
  const std::string key = MakeFormKey(kSecret, Place());
  EXPECT_FALSE(ReadFormKey("another", key).has_value());
  EXPECT_FALSE(ReadFormKey(kSecret, "").has_value());
  EXPECT_FALSE(ReadFormKey(kSecret, key + "=").has_value());
  EXPECT_FALSE(ReadFormKey(kSecret, key.substr(1)).has_value());
  for (size_t i = 0; i < key.size(); ++i) {
    std::string other = key;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadFormKey(kSecret, other).has_value()) << i;
  }
}

TEST(FormKeyTest, AStartIsOfOneFormAndTellsItsMoment) {
  const absl::Time moment = absl::FromUnixMicros(1790000000123456);
  const std::string start = MakeFormStart(kSecret, "key", moment, DeriveUuid("t", "nonce"));
  EXPECT_EQ(ReadFormStart(kSecret, "key", start), moment);
  EXPECT_FALSE(ReadFormStart(kSecret, "other", start).has_value());
  EXPECT_FALSE(ReadFormStart(kSecret, "key", MakeFormKey(kSecret, Place())).has_value());
  EXPECT_NE(start, MakeFormStart(kSecret, "key", moment, DeriveUuid("t", "another")));
}

}  // namespace
}  // namespace guanxi::lead
