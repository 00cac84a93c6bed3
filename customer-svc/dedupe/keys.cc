#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/text/utf8.h"
#include "customer-svc/dedupe/blocking.h"

namespace guanxi::dedupe {
namespace {

constexpr size_t kPhoneDigits = 8;
constexpr size_t kMinBox = 5;       // Shorter ones before the "@" are "info" and the like.
constexpr size_t kMinCode = 5;      // Shorter codes are house numbers and the like.
constexpr size_t kMaxTermKeys = 6;  // Of one value.

// The keys of one record as they are found.
class Keys {
 public:
  // `sort` keeps keys of different meaning apart.
  void Add(char sort, std::u32string_view text, std::u32string_view more = {}) {
    const std::string part = text::EncodeUtf8(text);
    keys_.push_back(
        HashOf(absl::StrCat(absl::string_view(&sort, 1), part, "\n", text::EncodeUtf8(more))));
  }
  void AddText(char sort, absl::string_view text) {
    keys_.push_back(HashOf(absl::StrCat(absl::string_view(&sort, 1), text)));
  }

  std::vector<uint64_t> Take() {
    if (keys_.size() > kMaxKeys) keys_.resize(kMaxKeys);
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    return std::move(keys_);
  }

 private:
  std::vector<uint64_t> keys_;
};

bool HasDigit(std::u32string_view text) {
  return std::any_of(text.begin(), text.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
}

std::u32string_view Start(std::u32string_view text, size_t size) { return text.substr(0, size); }
std::u32string_view End(std::u32string_view text, size_t size) {
  return text.substr(text.size() - std::min(size, text.size()));
}

// Start and end of each word with the first letter of another: one of them survives a slip.
void AddPersonName(const Value& name, Keys* keys) {
  keys->Add('n', name.text);
  if (!name.pinyin.empty()) keys->AddText('p', name.pinyin);
  if (HasHan(name.text)) return;
  keys->AddText('p', text::EncodeUtf8(name.text));
  size_t pairs = 0;
  for (const Term& one : name.terms) {
    if (name.terms.size() == 1 || one.text.size() >= 4) keys->Add('w', one.text);
    for (const Term& other : name.terms) {
      if (&one == &other || pairs++ >= kMaxTermKeys) continue;
      keys->Add('s', Start(one.text, 3), Start(other.text, 1));
      keys->Add('e', End(one.text, 3), Start(other.text, 1));
    }
  }
}

void AddBrand(const Value& brand, Keys* keys) {
  keys->Add('b', brand.text);
  if (!brand.pinyin.empty()) keys->AddText('q', brand.pinyin);
  size_t added = 0;
  for (const Term& term : brand.terms) {
    if (term.text.size() < 2 || ++added > kMaxTermKeys) continue;
    keys->Add('t', term.text);
  }
}

// A house number with a word of the street; words of four letters and more without one.
void AddAddress(const Value& address, Keys* keys) {
  size_t added = 0;
  const bool numbered = std::any_of(address.terms.begin(), address.terms.end(),
                                    [](const Term& term) { return HasDigit(term.text); });
  for (const Term& word : address.terms) {
    if (HasDigit(word.text) || word.text.size() < (HasHan(word.text) ? 2U : 4U)) continue;
    if (!numbered && ++added <= kMaxTermKeys) keys->Add('a', word.text);
    for (const Term& number : address.terms) {
      if (HasDigit(number.text) && ++added <= kMaxTermKeys) {
        keys->Add('h', number.text, word.text);
      }
    }
  }
}

void AddValue(Kind kind, const Value& value, Keys* keys) {
  switch (kind) {
    case Kind::kPersonName:
      return AddPersonName(value, keys);
    case Kind::kBrand:
      return AddBrand(value, keys);
    case Kind::kAddress:
      return AddAddress(value, keys);
    case Kind::kPhone:
      if (value.text.size() >= kPhoneDigits - 1) keys->Add('f', End(value.text, kPhoneDigits));
      return;
    case Kind::kEmail: {
      keys->Add('m', value.text);
      const size_t at = std::min(value.text.find(U'@'), value.text.size());
      if (at >= kMinBox) keys->Add('x', Start(value.text, at));
      return;
    }
    case Kind::kDomain:
      return keys->Add('d', value.text);
    case Kind::kDate:
      return keys->Add('y', value.text);
    case Kind::kCode:
      if (value.text.size() >= kMinCode) keys->Add('c', value.text);
      return;
    case Kind::kTrade:
    case Kind::kSeat:
    case Kind::kText:
    case Kind::kPlace:
      return;
  }
}

}  // namespace

std::vector<uint64_t> KeysOf(const Schema& schema, const Record& record) {
  Keys keys;
  for (size_t field = 0; field < schema.size(); ++field) {
    for (const Value& value : record.fields[field]) {
      if (!value.text.empty()) AddValue(schema[field].kind, value, &keys);
    }
  }
  return keys.Take();
}

}  // namespace guanxi::dedupe
