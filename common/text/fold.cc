#include "common/text/fold.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/simplified.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

using GetNormalizer = const icu::Normalizer2* (*)(UErrorCode&);

const icu::Normalizer2* NfkcCasefold(UErrorCode& status) {
  return icu::Normalizer2::getNFKCCasefoldInstance(status);
}

const icu::Normalizer2* Nfkc(UErrorCode& status) {
  return icu::Normalizer2::getNFKCInstance(status);
}

const icu::Normalizer2* Nfc(UErrorCode& status) { return icu::Normalizer2::getNFCInstance(status); }

absl::StatusOr<std::string> NormalizeWith(GetNormalizer get, absl::string_view text) {
  GUANXI_RETURN_IF_ERROR(ValidateUtf8(text));
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = get(status);
  std::string out;
  if (U_SUCCESS(status)) {
    icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
    normalizer->normalizeUTF8(0, {text.data(), static_cast<int32_t>(text.size())}, sink, nullptr,
                              status);
  }
  if (U_FAILURE(status)) {
    return absl::InternalError(absl::StrCat("ICU normalisation: ", u_errorName(status)));
  }
  return out;
}

// Zero-width joiners belong to the spelling of Persian and Indic words and of emoji.
bool IsJoiner(char32_t c) { return c == 0x200C || c == 0x200D; }

// White space, and letters and signs that show nothing: the Hangul fillers, of which NFKC leaves
// the first two (the others become U+1160), and Braille's blank.
bool IsBlank(char32_t c) {
  return u_isUWhiteSpace(static_cast<UChar32>(c)) || c == 0x115F || c == 0x1160 || c == 0x3164 ||
         c == 0xFFA0 || c == 0x2800;
}

bool IsInvisible(char32_t c) {
  const auto category = u_charType(static_cast<UChar32>(c));
  return category == U_CONTROL_CHAR || (category == U_FORMAT_CHAR && !IsJoiner(c));
}

// The dashes that keyboards and input methods make, and what is taken for one. The wave dash
// (U+301C) is none: it stands for "to".
bool IsDash(char32_t c) {
  constexpr char32_t kWaveDash = 0x301C, kMinus = 0x2212, kBoxLine = 0x2500, kKanaLine = 0x30FC;
  if (c == kMinus || c == kBoxLine || c == kKanaLine) return true;
  return c != kWaveDash && u_charType(static_cast<UChar32>(c)) == U_DASH_PUNCTUATION;
}

bool IsLatinLetter(char32_t c) { return (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00); }

bool IsAccent(char32_t c) { return c >= 0x300 && c < 0x370; }

// "é" to "e". Letters that Unicode does not decompose ("ø") stay.
char32_t WithoutAccent(char32_t c) {
  if (!IsLatinLetter(c)) return c;
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString parts;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status) || !nfd->getDecomposition(static_cast<UChar32>(c), parts)) return c;
  return static_cast<char32_t>(parts.char32At(0));
}

bool IsWordCharacter(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

// Appends one blank before the next word if `out` has a word already.
void AppendWordCharacter(char32_t c, bool* gap, std::string* out) {
  if (*gap && !out->empty()) out->push_back(' ');
  *gap = false;
  AppendUtf8(c, out);
}

// In the form that `get` has, on one line, without what nobody sees.
absl::StatusOr<std::string> LineOf(GetNormalizer get, absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeWith(get, text));
  std::string out;
  out.reserve(normal.size());
  bool gap = false;
  for (char32_t c : DecodeUtf8(normal)) {
    if (IsBlank(c)) {
      gap = true;
    } else if (!IsInvisible(c)) {
      AppendWordCharacter(c, &gap, &out);
    }
  }
  return out;
}

}  // namespace

absl::StatusOr<std::string> NormalizeText(absl::string_view text) { return LineOf(Nfkc, text); }

absl::StatusOr<std::string> NormalizeSentence(absl::string_view text) { return LineOf(Nfc, text); }

absl::StatusOr<std::string> NormalizeCode(absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeText(text));
  std::string out;
  out.reserve(normal.size());
  for (char32_t c : DecodeUtf8(normal)) {
    const int digit = u_charDigitValue(static_cast<UChar32>(c));
    if (IsJoiner(c)) continue;
    AppendUtf8(digit >= 0 ? U'0' + static_cast<char32_t>(digit) : IsDash(c) ? U'-' : c, &out);
  }
  return out;
}

absl::StatusOr<std::string> FoldWords(absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(const std::string folded, NormalizeWith(NfkcCasefold, text));
  std::string out;
  out.reserve(folded.size());
  bool gap = false;
  for (char32_t c : DecodeUtf8(folded)) {
    if (IsAccent(c) || IsJoiner(c)) continue;
    if (IsWordCharacter(c)) {
      AppendWordCharacter(ToSimplified(WithoutAccent(c)), &gap, &out);
    } else {
      gap = true;
    }
  }
  return out;
}

absl::StatusOr<std::string> FoldForMatch(absl::string_view text) {
  GUANXI_ASSIGN_OR_RETURN(std::string words, FoldWords(text));
  words.erase(std::remove(words.begin(), words.end(), ' '), words.end());
  return words;
}

}  // namespace guanxi::text
