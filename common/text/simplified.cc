#include "common/text/simplified.h"

#include <cstdlib>
#include <exception>
#include <opencc/DictEntry.hpp>
#include <opencc/Lexicon.hpp>
#include <opencc/MarisaDict.hpp>

#include "absl/container/flat_hash_map.h"
#include "common/base/log.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

using Table = absl::flat_hash_map<char32_t, char32_t>;

constexpr char kDictionary[] = "/usr/share/opencc/TSCharacters.ocd2";

Table* LoadTable() {
  auto* table = new Table;
  try {
    const auto dictionary = opencc::SerializableDict::NewFromFile<opencc::MarisaDict>(kDictionary);
    const auto lexicon = dictionary->GetLexicon();
    for (size_t i = 0; i < lexicon->Length(); ++i) {
      const std::u32string from = DecodeUtf8(lexicon->At(i)->Key());
      const std::u32string to = DecodeUtf8(lexicon->At(i)->GetDefault());
      if (from.size() == 1 && to.size() == 1) table->emplace(from[0], to[0]);
    }
  } catch (const std::exception& e) {
    Log(Severity::kError, "text.dictionary_missing", {{"path", kDictionary}, {"error", e.what()}});
  }
  return table;
}

}  // namespace

char32_t ToSimplified(char32_t code_point) {
  static const Table& table = *LoadTable();
  const auto it = table.find(code_point);
  return it == table.end() ? code_point : it->second;
}

}  // namespace guanxi::text
