#include "common/text/pinyin.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

struct Entry {
  uint32_t character;
  uint32_t first;  // Index into kReadings; the next entry's `first` ends the list.
};

#include "common/text/pinyin_table.inc"

struct Word {
  const char* characters;
  const char* syllables;
};

// Surnames whose usual reading is not the character's most common one; compound ones first.
constexpr Word kSurnames[] = {
    {"尉迟", "yu chi"},    {"万俟", "mo qi"}, {"单于", "chan yu"}, {"澹台", "tan tai"},
    {"长孙", "zhang sun"}, {"曾", "zeng"},    {"单", "shan"},      {"解", "xie"},
    {"仇", "qiu"},         {"区", "ou"},      {"查", "zha"},       {"盖", "ge"},
    {"朴", "piao"},        {"覃", "qin"},     {"乐", "yue"},       {"翟", "zhai"},
    {"繁", "po"},          {"员", "yun"},     {"种", "chong"},     {"缪", "miao"},
    {"洗", "xian"},        {"黑", "he"},      {"秘", "bi"},        {"折", "she"},
    {"隗", "wei"},         {"郇", "xun"},     {"召", "shao"},      {"佴", "nai"},
    {"祭", "zhai"},        {"都", "du"},      {"句", "gou"},       {"牟", "mou"},
    {"晟", "cheng"},       {"宿", "su"},      {"沈", "shen"},      {"贾", "jia"},
    {"粘", "nian"},        {"谌", "chen"},    {"褚", "chu"},
};

// Places and words of business in which a character has a reading that is not its most common.
constexpr Word kWords[] = {
    {"重庆", "chong qing"},    {"长沙", "chang sha"},        {"长春", "chang chun"},
    {"长江", "chang jiang"},   {"长城", "chang cheng"},      {"长安", "chang an"},
    {"长治", "chang zhi"},     {"长兴", "chang xing"},       {"长乐", "chang le"},
    {"长虹", "chang hong"},    {"长三角", "chang san jiao"}, {"长丰", "chang feng"},
    {"长宁", "chang ning"},    {"长远", "chang yuan"},       {"长盛", "chang sheng"},
    {"银行", "yin hang"},      {"商行", "shang hang"},       {"行业", "hang ye"},
    {"分行", "fen hang"},      {"支行", "zhi hang"},         {"车行", "che hang"},
    {"厦门", "xia men"},       {"成都", "cheng du"},         {"首都", "shou du"},
    {"都市", "du shi"},        {"东莞", "dong guan"},        {"六安", "lu an"},
    {"蚌埠", "beng bu"},       {"番禺", "pan yu"},           {"会计", "kuai ji"},
    {"音乐", "yin yue"},       {"乐器", "yue qi"},           {"乐亭", "lao ting"},
    {"洪洞", "hong tong"},     {"黄埔", "huang pu"},         {"大埔", "da bu"},
    {"浒墅关", "xu shu guan"}, {"浚县", "xun xian"},         {"荥阳", "xing yang"},
    {"阿胶", "e jiao"},        {"东阿", "dong e"},           {"重工", "zhong gong"},
    {"地产", "di chan"},       {"地质", "di zhi"},           {"模具", "mu ju"},
    {"单县", "shan xian"},     {"涡阳", "guo yang"},         {"铅山", "yan shan"},
    {"梁泊", "liang po"},      {"参茸", "shen rong"},        {"人参", "ren shen"},
    {"大厦", "da sha"},        {"调味", "tiao wei"},         {"空调", "kong tiao"},
    {"弹簧", "tan huang"},     {"载重", "zai zhong"},        {"会展", "hui zhan"},
    {"发展", "fa zhan"},       {"测量", "ce liang"},
};

struct Phrase {
  std::u32string characters;
  std::vector<absl::string_view> syllables;
};

// By first character.
using Phrases = absl::flat_hash_map<char32_t, std::vector<Phrase>>;

template <size_t N>
const Phrases* MakePhrases(const Word (&words)[N]) {
  auto* phrases = new Phrases;
  for (const Word& word : words) {
    const std::u32string characters = DecodeUtf8(word.characters);
    (*phrases)[characters[0]].push_back({characters, absl::StrSplit(word.syllables, ' ')});
  }
  return phrases;
}

// Moves (or adds) `syllable` to the front.
void Prefer(absl::string_view syllable, Readings* readings) {
  const auto it = std::find(readings->begin(), readings->end(), syllable);
  if (it == readings->end()) {
    readings->insert(readings->begin(), syllable);
  } else {
    std::rotate(readings->begin(), it, it + 1);
  }
}

// Prefers the readings of the first phrase that stands at `start`.
void ApplyPhrase(const Phrases& phrases, std::u32string_view name, size_t start,
                 std::vector<Readings>* readings) {
  const auto found = phrases.find(name[start]);
  if (found == phrases.end()) return;
  for (const Phrase& phrase : found->second) {
    if (name.compare(start, phrase.characters.size(), phrase.characters) != 0) continue;
    for (size_t i = 0; i < phrase.syllables.size(); ++i) {
      Prefer(phrase.syllables[i], &(*readings)[start + i]);
    }
    return;
  }
}

}  // namespace

Readings ReadingsOf(char32_t character) {
  // The last entry is a sentinel.
  const Entry* end = std::end(kEntries) - 1;
  const Entry* entry = std::lower_bound(std::begin(kEntries), end, character,
                                        [](const Entry& e, char32_t c) { return e.character < c; });
  Readings readings;
  if (entry == end || entry->character != character) return readings;
  for (uint32_t i = entry->first; i < (entry + 1)->first; ++i) {
    readings.push_back(kSyllables[kReadings[i]]);
  }
  return readings;
}

std::vector<Readings> ReadingsOfName(std::u32string_view name, NameKind kind) {
  static const Phrases& words = *MakePhrases(kWords);
  static const Phrases& surnames = *MakePhrases(kSurnames);
  std::vector<Readings> readings;
  readings.reserve(name.size());
  for (char32_t c : name) readings.push_back(ReadingsOf(c));
  for (size_t i = 0; i < name.size(); ++i) ApplyPhrase(words, name, i, &readings);
  if (kind == NameKind::kPerson && !name.empty()) ApplyPhrase(surnames, name, 0, &readings);
  return readings;
}

}  // namespace guanxi::text
