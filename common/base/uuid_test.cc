#include "common/base/uuid.h"

#include <set>

#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi {
namespace {

TEST(UuidTest, ParsesBothCasesAndPrintsLowerCase) {
  auto uuid = Uuid::Parse("0190A6C0-0000-7000-8000-00000000ABCD");
  ASSERT_THAT(uuid, IsOk());
  EXPECT_EQ(uuid->ToString(), "0190a6c0-0000-7000-8000-00000000abcd");
  EXPECT_EQ(*Uuid::FromBytes(uuid->bytes()), *uuid);
}

TEST(UuidTest, RefusesWhatIsNoUuid) {
  for (const char* text :
       {"", "0190a6c0", "0190a6c0-0000-7000-8000-00000000abcg",
        "0190a6c000000-7000-8000-00000000abcd", "0190a6c0-0000-7000-8000-00000000abcd "}) {
    EXPECT_THAT(Uuid::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(Uuid::FromBytes("short"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(UuidSourceTest, IdsAreVersion7AndStrictlyIncreaseEvenIfTheClockGoesBack) {
  FakeClock clock(absl::FromUnixSeconds(1700000000));
  UuidSource source(&clock);
  Uuid last = source.Next();
  EXPECT_EQ(last.data[6] >> 4, 7);
  EXPECT_EQ(last.data[8] >> 6, 2);
  for (int i = 0; i < 20000; ++i) {
    if (i == 10000) clock.Advance(-absl::Seconds(5));
    const Uuid next = source.Next();
    ASSERT_LT(last, next) << i;
    last = next;
  }
}

TEST(DeriveUuidTest, DependsOnNameSpaceAndTextAlone) {
  EXPECT_EQ(DeriveUuid("a", "b"), DeriveUuid("a", "b"));
  const std::set<Uuid> ids = {DeriveUuid("a", "b"), DeriveUuid("b", "a"), DeriveUuid("ab", ""),
                              DeriveUuid("", "ab")};
  EXPECT_EQ(ids.size(), 4);
  EXPECT_EQ(DeriveUuid("a", "b").data[6] >> 4, 8);
}

}  // namespace
}  // namespace guanxi
