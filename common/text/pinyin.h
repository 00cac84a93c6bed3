// Pinyin readings of Chinese characters, without tones; "v" stands for ü ("lv", and also "lu").
//
// The table is made at build time from Debian's copy of Unicode's Unihan database (see
// pinyin_table.py for the choice and the order). Pure and thread-safe.
#ifndef GUANXI_COMMON_TEXT_PINYIN_H_
#define GUANXI_COMMON_TEXT_PINYIN_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"

namespace guanxi::text {

// Views of static storage, most common reading first. Three out of four characters of company
// names have one, a few have four.
using Readings = absl::InlinedVector<absl::string_view, 4>;

// All readings of a character; empty if it is not Chinese or the database knows none.
Readings ReadingsOf(char32_t character);

// What the name is of: persons' names begin with a surname, which has readings of its own.
enum class NameKind { kOther, kPerson };

// The readings of every character of a name (simplified characters), with the reading that fits
// the context first: 曾国藩 begins with "zeng", 重庆 with "chong", 银行 ends in "hang". The other
// readings stay in the list.
std::vector<Readings> ReadingsOfName(std::u32string_view name, NameKind kind);

}  // namespace guanxi::text

#endif  // GUANXI_COMMON_TEXT_PINYIN_H_
