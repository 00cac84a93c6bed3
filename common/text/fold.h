// Two forms of a text: the one people read, and the one that is compared.
//
// Thread safety: every function may be called from any thread; the ICU normalisers and the table
// of Chinese characters behind them are immutable once loaded.
// Errors: INVALID_ARGUMENT for text that is not UTF-8, with the byte offset.
#ifndef GUANXI_COMMON_TEXT_FOLD_H_
#define GUANXI_COMMON_TEXT_FOLD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// The stored form of a one-line text: NFKC (full-width letters become narrow, half-width katakana
// wide), white space of any kind, and what is blank besides (Hangul fillers, Braille's blank),
// collapsed to single blanks and trimmed, control characters and
// invisible formatting characters removed. Traditional characters stay traditional.
absl::StatusOr<std::string> NormalizeText(absl::string_view text);

// NormalizeText for a line of prose, which people read and nobody looks up or compares: NFC, so
// that punctuation and letters keep the width in which they were written ("快！", "（上海）").
absl::StatusOr<std::string> NormalizeSentence(absl::string_view text);

// NormalizeText for what is no prose (numbers, codes, dates, addresses of e-mail): joiners go too,
// decimal digits of every script become 0-9, and every dash becomes "-".
absl::StatusOr<std::string> NormalizeCode(absl::string_view text);

// The form in which two texts are compared, word by word: case folded (NFKC_Casefold), traditional
// characters made simplified, accents of Latin letters removed; what is neither letter, digit nor
// mark separates words and becomes one blank. "Crédit-Agricole（上海）" is "credit agricole 上海".
//
// Conversion to simplified goes character by character (OpenCC's character dictionary, not its
// phrases), so that folding a part of a text always gives a part of the folded text.
absl::StatusOr<std::string> FoldWords(absl::string_view text);

// FoldWords without the blanks: the key for matches and look-ups, "creditagricole上海".
// Empty if the text has no letter and no digit.
absl::StatusOr<std::string> FoldForMatch(absl::string_view text);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_FOLD_H_
