#include "common/text/charset.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::text {
namespace {

using ::testing::HasSubstr;

// 杭州,A and the four-byte character 𠮷, in each charset.
constexpr char kText[] = "杭州,A𠮷\n";
const std::string kGb = "\xBA\xBC\xD6\xDD,A\x95\x34\xB2\x35\n";
const std::string kLe("\xFF\xFE\x6D\x67\xDE\x5D,\0A\0\x42\xD8\xB7\xDF\n\0", 16);
const std::string kBe("\xFE\xFF\x67\x6D\x5D\xDE\0,\0A\xD8\x42\xDF\xB7\0\n", 16);

// Decodes in pieces of `size` bytes.
absl::Status Decode(const std::string& bytes, size_t size, Charset charset, std::string* out,
                    Charset* detected = nullptr) {
  CharsetDecoder decoder(charset);
  for (size_t i = 0; i < bytes.size(); i += size) {
    if (auto status = decoder.Push(bytes.substr(i, size), out); !status.ok()) return status;
  }
  const absl::Status status = decoder.Finish(out);
  if (detected != nullptr) *detected = decoder.charset();
  return status;
}

TEST(CharsetDecoder, DetectsEveryCharsetAtEveryChunkSize) {
  const struct {
    std::string bytes;
    Charset charset;
  } kCases[] = {{kText, Charset::kUtf8},
                {absl::StrCat("\xEF\xBB\xBF", kText), Charset::kUtf8},
                {kGb, Charset::kGb18030},
                {kLe, Charset::kUtf16Le},
                {kBe, Charset::kUtf16Be}};
  for (const auto& c : kCases) {
    for (size_t size = 1; size <= c.bytes.size(); ++size) {
      std::string out;
      Charset detected;
      ASSERT_THAT(Decode(c.bytes, size, Charset::kDetect, &out, &detected), IsOk()) << size;
      EXPECT_EQ(out, kText) << CharsetName(c.charset) << " in pieces of " << size;
      EXPECT_EQ(detected, c.charset);
    }
  }
}

TEST(CharsetDecoder, TakesTheCallersCharset) {
  std::string out;
  EXPECT_THAT(DecodeToUtf8(kLe.substr(2), Charset::kUtf16Le, &out), IsOk());
  EXPECT_EQ(out, kText);
  out.clear();
  // "联通" in GB18030 is also valid UTF-8; only the caller can tell.
  EXPECT_THAT(DecodeToUtf8("\xC1\xAA\xCD\xA8", Charset::kGb18030, &out), IsOk());
  EXPECT_EQ(out, "联通");
}

TEST(CharsetDecoder, HandsAsciiOnAtOnceAndHoldsTheRest) {
  CharsetDecoder decoder;
  std::string out;
  ASSERT_THAT(decoder.Push("name,city\n", &out), IsOk());
  EXPECT_EQ(out, "name,city\n");
  ASSERT_THAT(decoder.Push("\xBA\xBC", &out), IsOk());
  EXPECT_EQ(out, "name,city\n");
  EXPECT_EQ(decoder.charset(), Charset::kDetect);
  ASSERT_THAT(decoder.Finish(&out), IsOk());
  EXPECT_EQ(out, "name,city\n杭");
}

TEST(CharsetDecoder, DecidesWithinAWindow) {
  CharsetDecoder decoder;
  std::string out;
  std::string text;
  while (text.size() < (100 << 10)) text += "杭州";
  ASSERT_THAT(decoder.Push(text, &out), IsOk());
  EXPECT_EQ(decoder.charset(), Charset::kUtf8);
  ASSERT_THAT(decoder.Finish(&out), IsOk());
  EXPECT_EQ(out, text);
}

TEST(CharsetDecoder, AWindowThatCutsACharacterIsStillUtf8) {
  for (int lead = 0; lead < 4; ++lead) {
    std::string text = "é" + std::string(lead, 'a');
    while (text.size() < (70 << 10)) text += "杭";
    std::string out;
    ASSERT_THAT(Decode(text, 1000, Charset::kDetect, &out), IsOk()) << lead;
    EXPECT_EQ(out, text);
  }
}

TEST(CharsetDecoder, NamesTheByteOfTheFirstFault) {
  for (size_t size : {1, 2, 3, 100}) {
    std::string out;
    EXPECT_THAT(Decode("ab\xBA\xBC\xFF\xFFz", size, Charset::kDetect, &out),
                StatusIs(absl::StatusCode::kInvalidArgument, "not valid GB18030 at byte 4"));
    EXPECT_THAT(Decode("\xEF\xBB\xBFok\xFFz", size, Charset::kDetect, &out),
                StatusIs(absl::StatusCode::kInvalidArgument, "not valid UTF-8 at byte 5"));
    EXPECT_THAT(Decode("杭\xE5\xB7", size, Charset::kUtf8, &out),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not valid UTF-8 at byte")));
  }
}

// Found by charset_fuzz: ICU gives the second byte back when the third shows that the first is the
// fault.
TEST(CharsetDecoder, NamesTheSameByteWhereverTheInputIsCut) {
  const std::string bytes = "\xD1\x9D\xA1\x38\xFF\xFF";
  for (size_t size = 1; size <= bytes.size(); ++size) {
    std::string out;
    EXPECT_THAT(Decode(bytes, size, Charset::kGb18030, &out),
                StatusIs(absl::StatusCode::kInvalidArgument, "not valid GB18030 at byte 2"))
        << size;
  }
}

TEST(CharsetDecoder, StaysFailed) {
  CharsetDecoder decoder(Charset::kUtf8);
  std::string out;
  EXPECT_FALSE(decoder.Push("abc\xFF", &out).ok());
  EXPECT_FALSE(decoder.Push("abc", &out).ok());
  EXPECT_FALSE(decoder.Finish(&out).ok());
}

TEST(CharsetDecoder, EmptyInputIsEmptyText) {
  std::string out;
  EXPECT_THAT(DecodeToUtf8("", Charset::kDetect, &out), IsOk());
  EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace guanxi::text
