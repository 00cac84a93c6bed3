#include "common/crypto/key_ring.h"

#include <sys/stat.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::crypto {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Line(int id, char digit) { return absl::StrCat(id, " ", std::string(64, digit), "\n"); }

KeyRing Ring(const std::string& text) {
  auto ring = KeyRing::Parse(text);
  EXPECT_THAT(ring, IsOk());
  return *std::move(ring);
}

std::string WriteKeyFile(const std::string& text, mode_t mode) {
  const std::string path = absl::StrCat(testing::TempDir(), "/keys");
  std::ofstream(path, std::ios::trunc) << text;
  EXPECT_EQ(chmod(path.c_str(), mode), 0);
  return path;
}

TEST(KeyRing, OpensWhatItSealed) {
  const KeyRing ring = Ring(Line(1, 'a'));
  for (const std::string& text : {std::string(), std::string("text"), std::string(100000, 'x')}) {
    const auto envelope = ring.Seal(text, "data");
    ASSERT_THAT(envelope, IsOk());
    EXPECT_THAT(ring.Open(*envelope, "data"), IsOkAndHolds(text));
  }
}

TEST(KeyRing, FollowsItsFileAndSoDoWhatItDerives) {
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  const std::string path = WriteKeyFile(Line(1, 'a'), 0600);
  const KeyRing derived = KeyRing::Load(path, &clock).value().Derive("page");
  const std::string old = derived.Seal("text", "").value();
  WriteKeyFile(Line(2, 'b') + Line(1, 'a'), 0600);
  clock.Advance(absl::Seconds(9));
  EXPECT_EQ(derived.Seal("text", "").value()[4], 1);
  clock.Advance(absl::Seconds(1));
  const std::string envelope = derived.Seal("text", "").value();
  EXPECT_EQ(envelope[4], 2);
  EXPECT_THAT(derived.Open(envelope, ""), IsOkAndHolds("text"));
  EXPECT_THAT(derived.Open(old, ""), IsOkAndHolds("text"));
  WriteKeyFile(Line(2, 'b'), 0600);
  clock.Advance(absl::Seconds(10));
  EXPECT_THAT(derived.Open(old, ""), Not(IsOk()));
}

TEST(KeyRing, KeepsItsKeysWhileTheFileCannotBeUsed) {
  FakeClock clock(absl::FromUnixSeconds(1800000000));
  const std::string path = WriteKeyFile(Line(1, 'a'), 0600);
  const KeyRing ring = KeyRing::Load(path, &clock).value();
  const std::string envelope = ring.Seal("text", "").value();
  for (const char* content : {"", "1 no key", "2 also none"}) {
    WriteKeyFile(content, 0600);
    clock.Advance(absl::Seconds(10));
    EXPECT_THAT(ring.Open(envelope, ""), IsOkAndHolds("text")) << content;
  }
  WriteKeyFile(Line(2, 'b'), 0644);
  clock.Advance(absl::Seconds(10));
  EXPECT_THAT(ring.Open(envelope, ""), IsOkAndHolds("text"));
}

TEST(KeyRing, EnvelopeHasVersionAndKeyId) {
  const auto envelope = Ring(Line(0x01020304, 'a')).Seal("text", "");
  ASSERT_THAT(envelope, IsOk());
  EXPECT_EQ(envelope->substr(0, 5), std::string("\x01\x01\x02\x03\x04", 5));
  EXPECT_EQ(envelope->size(), 5u + 12 + 4 + 16);
}

TEST(KeyRing, SealsNeverTheSameTwice) {
  const KeyRing ring = Ring(Line(1, 'a'));
  EXPECT_NE(ring.Seal("text", "").value(), ring.Seal("text", "").value());
}

TEST(KeyRing, RefusesEveryChangedByteAndOtherData) {
  const KeyRing ring = Ring(Line(1, 'a'));
  const std::string envelope = ring.Seal("text", "data").value();
  for (size_t i = 0; i < envelope.size(); ++i) {
    std::string changed = envelope;
    changed[i] ^= 1;
    EXPECT_THAT(ring.Open(changed, "data"), StatusIs(absl::StatusCode::kInvalidArgument)) << i;
    EXPECT_THAT(ring.Open(envelope.substr(0, i), "data"),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << i;
  }
  EXPECT_THAT(ring.Open(envelope, "other"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(KeyRing, NewKeySealsAndOldKeyStillOpens) {
  const std::string old = Ring(Line(1, 'a')).Seal("text", "").value();
  const KeyRing both = Ring(absl::StrCat(Line(2, 'b'), Line(1, 'a')));
  EXPECT_THAT(both.Open(old, ""), IsOkAndHolds("text"));
  const std::string fresh = both.Seal("text", "").value();
  EXPECT_THAT(Ring(Line(2, 'b')).Open(fresh, ""), IsOkAndHolds("text"));
  EXPECT_THAT(Ring(Line(2, 'b')).Open(old, ""), Not(IsOk()));
  EXPECT_THAT(Ring(Line(1, 'c')).Open(old, ""), Not(IsOk()));
}

TEST(KeyRing, PurposesDoNotOpenEachOther) {
  const KeyRing ring = Ring(absl::StrCat(Line(2, 'b'), Line(1, 'a')));
  const std::string envelope = ring.Derive("page").Seal("text", "").value();
  EXPECT_THAT(ring.Derive("page").Open(envelope, ""), IsOkAndHolds("text"));
  EXPECT_THAT(ring.Derive("upload").Open(envelope, ""), Not(IsOk()));
  EXPECT_THAT(ring.Open(envelope, ""), Not(IsOk()));
}

TEST(KeyRing, ParseNamesTheBadLineAndNeverItsKey) {
  const auto refused = [](const std::string& text, const std::string& message) {
    const auto ring = KeyRing::Parse(text);
    EXPECT_THAT(ring, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
    EXPECT_THAT(std::string(ring.status().message()), Not(HasSubstr("aaaa")));
  };
  refused("", "holds no key");
  refused("# comment\n\n", "holds no key");
  refused(absl::StrCat("# comment\n", Line(0, 'a')), "line 2: expected an id");
  refused(Line(-1, 'a'), "line 1");
  refused("1 aaaa\n", "line 1");
  refused(absl::StrCat("1 ", std::string(63, 'a'), "g"), "line 1");
  refused("1", "line 1");
  refused(absl::StrCat(Line(1, 'a'), Line(1, 'b')), "line 2: id 1 again");
}

TEST(KeyRing, DigestsOutliveAChangeOfKey) {
  const KeyRing now = Ring(absl::StrCat(Line(2, 'b'), Line(1, 'a')));
  const std::string digest = Ring(Line(1, 'a')).Digest("13800138000");
  EXPECT_EQ(digest.size(), 32u);
  EXPECT_NE(digest, now.Digest("13800138000"));
  EXPECT_TRUE(now.IsDigest(digest, "13800138000"));
  EXPECT_FALSE(now.IsDigest(digest, "13800138001"));
  EXPECT_FALSE(Ring(Line(1, 'c')).IsDigest(digest, "13800138000"));
  EXPECT_FALSE(now.IsDigest("", "13800138000"));
}

TEST(KeyRing, LoadsAFileThatOnlyItsOwnerReads) {
  const std::string text = absl::StrCat("# page tokens\n", Line(1, 'a'));
  EXPECT_THAT(KeyRing::Load(WriteKeyFile(text, 0600)), IsOk());
  EXPECT_THAT(KeyRing::Load(WriteKeyFile(text, 0644)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
  EXPECT_THAT(KeyRing::Load(WriteKeyFile("x", 0600)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/keys: line 1")));
  EXPECT_THAT(KeyRing::Load("/nowhere/keys"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(KeyRing::Load(testing::TempDir()), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(KeyRing, ServesManyThreads) {
  const KeyRing ring = Ring(Line(1, 'a'));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&ring, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string text = absl::StrCat(t, "-", i);
        const auto envelope = ring.Seal(text, "");
        ASSERT_THAT(envelope, IsOk());
        ASSERT_THAT(ring.Open(*envelope, ""), IsOkAndHolds(text));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace guanxi::crypto
