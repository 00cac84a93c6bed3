#include "customer-svc/dedupe/address_words.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace guanxi::dedupe {
namespace {

using Words = absl::flat_hash_map<absl::string_view, absl::string_view>;

// Usual forms, each with the words that it stands for.
constexpr absl::string_view kUsual =
    "st:street,str n:north s:south e:east w:west ave:avenue,av,aven blvd:boulevard,blv,boul,bvd "
    "rd:road dr:drive,drv ln:lane pl:place sq:square ct:court,crt hwy:highway pkwy:parkway,pky "
    "cir:circle,circ cct:circuit cres:crescent,crs ter:terrace,tce,terr expy:expressway fl:floor "
    "ste:suite apt:apartment bldg:building mt:mount ft:fort plz:plaza pde:parade cl:close gr:grove "
    "ne:northeast nw:northwest se:southeast sw:southwest "
    "1:first 2:second 3:third 4:fourth 5:fifth 6:sixth 7:seventh 8:eighth 9:ninth 10:tenth "
    "11:eleventh 12:twelfth";

Words MakeWords() {
  Words words;
  for (absl::string_view entry : absl::StrSplit(kUsual, ' ')) {
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(entry, ':');
    for (absl::string_view word : absl::StrSplit(parts.second, ',')) words[word] = parts.first;
  }
  return words;
}

// The digits of "4th", "22nd"; else empty.
absl::string_view OrdinalDigits(absl::string_view word) {
  size_t digits = 0;
  while (digits < word.size() && absl::ascii_isdigit(word[digits])) ++digits;
  const absl::string_view end = word.substr(digits);
  const bool ordinal = end == "st" || end == "nd" || end == "rd" || end == "th";
  return ordinal ? word.substr(0, digits) : "";
}

}  // namespace

std::string UsualWord(absl::string_view word) {
  static const Words& words = *new Words(MakeWords());
  const auto found = words.find(word);
  if (found != words.end()) return std::string(found->second);
  const absl::string_view digits = OrdinalDigits(word);
  return std::string(digits.empty() ? word : digits);
}

}  // namespace guanxi::dedupe
