#include "common/resource/name_fields.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/resource/test_messages.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using ::testing::ElementsAre;

const std::string kId = DeriveUuid("test", "a").ToString();
const std::string kCapitals = absl::AsciiStrToUpper(kId);

TEST(CanonicalNameTest, IdsAreInLowerCase) {
  const std::string user = absl::StrCat("users/", kId);
  EXPECT_EQ(CanonicalName(user), user);
  EXPECT_EQ(CanonicalName(absl::StrCat("users/", kCapitals)), user);
  EXPECT_EQ(CanonicalName(absl::StrCat(" users/", kCapitals, "\t")), user);
  EXPECT_EQ(CanonicalName(absl::StrCat("shelves/", kCapitals, "/books/", kCapitals)),
            absl::StrCat("shelves/", kId, "/books/", kId));
}

TEST(CanonicalNameTest, WhatIsNoNameStaysAsItIs) {
  for (const std::string& text : {std::string(), std::string(" "), std::string("users/ABC"),
                                  kCapitals, absl::StrCat("users/", kCapitals, "/Books"),
                                  absl::StrCat("users/", kCapitals, "/books/-")}) {
    EXPECT_EQ(CanonicalName(text), text);
  }
}

TEST(NameFieldsTest, NamesAreFoundAtAnyDepth) {
  const std::string given = absl::StrCat("users/", kCapitals), user = absl::StrCat("users/", kId);
  Order order;
  order.set_note(given);
  order.add_watchers(given);
  order.add_watchers(user);
  order.set_shelf(absl::StrCat("rooms/", kId, "/shelves/", kCapitals));
  order.add_lines()->set_keeper(given);
  order.add_lines()->set_keeper("Users/X");
  NameFields(Order::descriptor()).Canonicalize(&order);
  EXPECT_EQ(order.note(), given);
  EXPECT_THAT(order.watchers(), ElementsAre(user, user));
  EXPECT_EQ(order.shelf(), absl::StrCat("rooms/", kId, "/shelves/", kId));
  EXPECT_EQ(order.lines(0).keeper(), user);
  EXPECT_EQ(order.lines(1).keeper(), "Users/X");
  EXPECT_FALSE(order.has_original());
}

}  // namespace
}  // namespace guanxi::resource
