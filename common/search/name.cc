#include "common/search/name.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/text/fold.h"
#include "common/text/utf8.h"

namespace guanxi::search {
namespace {

enum class CharacterClass { kBlank, kSingle, kLetter, kDigit, kMark };

bool IsScriptWithoutBlanks(UScriptCode script) {
  switch (script) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

CharacterClass ClassOf(char32_t c) {
  if (c == U' ') return CharacterClass::kBlank;
  if (c >= U'a' && c <= U'z') return CharacterClass::kLetter;
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  if (mask & U_GC_M_MASK) return CharacterClass::kMark;
  UErrorCode status = U_ZERO_ERROR;
  if (IsScriptWithoutBlanks(uscript_getScript(static_cast<UChar32>(c), &status))) {
    return CharacterClass::kSingle;
  }
  return mask & U_GC_N_MASK ? CharacterClass::kDigit : CharacterClass::kLetter;
}

// Whether a character of class `current` goes on with the item whose last character is `last`.
bool Continues(CharacterClass last, CharacterClass current) {
  if (last == CharacterClass::kBlank) return false;
  if (current == CharacterClass::kMark) return true;
  return current == last && current != CharacterClass::kSingle;
}

}  // namespace

absl::StatusOr<std::vector<FoldedName>> FoldNames(absl::Span<const Name> names) {
  std::vector<FoldedName> folded;
  for (const Name& name : names) {
    GUANXI_ASSIGN_OR_RETURN(std::string words, text::FoldWords(name.text));
    if (!words.empty()) folded.push_back({std::move(words), name.kind});
  }
  return folded;
}

// One line a name: 'p' for persons or 'o' for others, then the words.
std::string EncodeNames(absl::Span<const FoldedName> names) {
  std::string out;
  for (const FoldedName& name : names) {
    if (!out.empty()) out.push_back('\n');
    absl::StrAppend(&out, name.kind == text::NameKind::kPerson ? "p" : "o", name.words);
  }
  return std::string(text::TruncateUtf8(out, kMaxStoredNames));
}

std::vector<FoldedName> DecodeNames(absl::string_view encoded) {
  std::vector<FoldedName> names;
  for (absl::string_view line : absl::StrSplit(encoded, '\n', absl::SkipEmpty())) {
    const auto kind = line[0] == 'p' ? text::NameKind::kPerson : text::NameKind::kOther;
    names.push_back({std::string(line.substr(1)), kind});
  }
  return names;
}

std::vector<Item> SplitName(const FoldedName& name) {
  const std::u32string characters = text::DecodeUtf8(name.words);
  std::vector<text::Readings> readings = text::ReadingsOfName(characters, name.kind);
  std::vector<Item> items;
  CharacterClass last = CharacterClass::kBlank;
  for (size_t i = 0; i < characters.size(); ++i) {
    const CharacterClass current = ClassOf(characters[i]);
    if (current != CharacterClass::kBlank) {
      if (!Continues(last, current)) items.push_back({"", std::move(readings[i])});
      text::AppendUtf8(characters[i], &items.back().text);
    }
    // A mark belongs to what it follows.
    if (current != CharacterClass::kMark || last == CharacterClass::kBlank) last = current;
  }
  return items;
}

}  // namespace guanxi::search
