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

TEST(CharsetDecoder, AMarkGoesBeforeWhatWasSaid) {
  std::string out;
  EXPECT_THAT(DecodeToUtf8("\xEF\xBB\xBF"
                           "é",
                           Charset::kWindows1252, &out),
              IsOk());
  EXPECT_EQ(out, "é");
}

TEST(CharsetDecoder, HandsAsciiOnAfterTheFirstKibibyteAndHoldsTheRest) {
  CharsetDecoder decoder;
  std::string out;
  const std::string ascii(1024, 'a');
  ASSERT_THAT(decoder.Push(ascii.substr(1), &out), IsOk());
  EXPECT_EQ(out, "");
  ASSERT_THAT(decoder.Push("a", &out), IsOk());
  EXPECT_EQ(out, ascii);
  ASSERT_THAT(decoder.Push("\xBA\xBC", &out), IsOk());
  EXPECT_EQ(out, ascii);
  EXPECT_EQ(decoder.charset(), Charset::kDetect);
  ASSERT_THAT(decoder.Finish(&out), IsOk());
  EXPECT_EQ(out, ascii + "杭");
}

// What bytes are detected as; "" where nothing is guessed.
absl::string_view Detected(const std::string& bytes) {
  std::string out;
  Charset detected = Charset::kDetect;
  return Decode(bytes, 100, Charset::kDetect, &out, &detected).ok() ? CharsetName(detected) : "";
}

TEST(CharsetDecoder, TellsUtf16WithoutAMark) {
  EXPECT_EQ(Detected(kLe.substr(2)), "UTF-16LE");
  EXPECT_EQ(Detected(kBe.substr(2)), "UTF-16BE");
  // 一,1\n: 一 has its NUL byte on the other side.
  EXPECT_EQ(Detected(std::string("\0\x4E,\0001\0\n\0", 8)), "UTF-16LE");
  std::string out;
  EXPECT_THAT(DecodeToUtf8(std::string("ab\0\0\0\0cd", 8), Charset::kDetect, &out),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("NUL bytes")));
}

TEST(CharsetDecoder, GuessesNoChineseFromLettersOfOthers) {
  const struct {
    const char* bytes;
    Charset charset;
    const char* text;
  } kCases[] = {
      {"name,note\nZb M\xFCller GmbH,x\nDupr\xE9"
       "cieux,\xE9\n",
       Charset::kWindows1252, "name,note\nZb Müller GmbH,x\nDuprécieux,é\n"},
      {"\xA6\x57\xBA\xD9,\xB9\x71\xB8\xDC\n\xA5\xD2\xA6\xB3\xAD\xAD\xA4\xBD\xA5\x71,1\n",
       Charset::kBig5, "名稱,電話\n甲有限公司,1\n"},
      {"\x96\xBC\x91\x4F,\x93\x64\x98\x62\n\x83\x65\x83\x58\x83\x67,1\n", Charset::kShiftJis,
       "名前,電話\nテスト,1\n"},
      {"\xC8\xB8\xBB\xE7\xC0\xCC\xB8\xA7,\xC0\xFC\xC8\xAD\xB9\xF8\xC8\xA3\n\xC7\xD1\xB1\xB9"
       "\xC0\xFC\xC0\xDA\xC1\xD6\xBD\xC4\xC8\xB8\xBB\xE7\xB4\xEB\xC7\xD1\xB9\xCE\xB1\xB9\xBC\xAD"
       "\xBF\xEF\xC6\xAF\xBA\xB0\xBD\xC3\n",
       Charset::kEucKr, "회사이름,전화번호\n한국전자주식회사대한민국서울특별시\n"},
  };
  for (const auto& c : kCases) {
    std::string out;
    EXPECT_THAT(DecodeToUtf8(c.bytes, Charset::kDetect, &out),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("say which encoding")))
        << c.text << " was read as " << out;
    out.clear();
    EXPECT_THAT(DecodeToUtf8(c.bytes, c.charset, &out), IsOk());
    EXPECT_EQ(out, c.text);
  }
}

TEST(CharsetDecoder, AStrayByteDoesNotMakeUtf8AnotherCharset) {
  std::string out;
  EXPECT_THAT(DecodeToUtf8("名称,电话\n甲有限公司,1\n乙\xFF,2\n", Charset::kDetect, &out),
              StatusIs(absl::StatusCode::kInvalidArgument, "not valid UTF-8 at byte 35"));
  EXPECT_EQ(out, "名称,电话\n甲有限公司,1\n乙");
  // Ten characters of GB18030 and a fault.
  out.clear();
  EXPECT_THAT(
      DecodeToUtf8(
          "\xC3\xFB\xB3\xC6,\xB5\xE7\xBB\xB0\n\xBC\xD7\xD3\xD0\xCF\xDE\xB9\xAB\xCB\xBE\xFF\n",
          Charset::kDetect, &out),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not valid GB18030 at byte 20")));
}

TEST(Charset, HasNames) {
  EXPECT_EQ(FindCharset("gbk"), Charset::kGb18030);
  EXPECT_EQ(FindCharset("windows-1252"), Charset::kWindows1252);
  EXPECT_EQ(FindCharset("latin9"), std::nullopt);
  EXPECT_THAT(CharsetNames(), HasSubstr("UTF-8, GB18030"));
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
    EXPECT_THAT(Decode("ab\xBA\xBC\xFF\xFFz", size, Charset::kGb18030, &out),
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
