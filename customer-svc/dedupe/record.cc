#include "customer-svc/dedupe/record.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/text/fold.h"
#include "common/text/pinyin.h"
#include "common/text/utf8.h"
#include "customer-svc/dedupe/address_words.h"

namespace guanxi::dedupe {
namespace {

using text::DecodeUtf8;
using text::EncodeUtf8;

constexpr size_t kMaxTerms = 16;

Term MakeTerm(std::u32string text) {
  const uint64_t hash = HashOf(EncodeUtf8(text));
  return {std::move(text), hash};
}

// The first characters of `text` that are all Han or all of other scripts.
size_t RunOf(std::u32string_view text) {
  const bool han = text::IsHan(text[0]);
  size_t size = 1;
  while (size < text.size() && text::IsHan(text[size]) == han) ++size;
  return size;
}

// Runs of Han characters as pairs of neighbours, others as they are: 文三路88号 is 文三, 三路, 88,
// 号.
void AddTerms(std::u32string_view word, std::vector<Term>* terms) {
  while (!word.empty()) {
    const std::u32string_view run = word.substr(0, RunOf(word));
    word.remove_prefix(run.size());
    if (run.size() <= 2 || !text::IsHan(run[0])) {
      terms->push_back(MakeTerm(std::u32string(run)));
      continue;
    }
    for (size_t i = 0; i + 1 < run.size(); ++i) {
      terms->push_back(MakeTerm(std::u32string(run.substr(i, 2))));
    }
  }
}

std::vector<Term> SortedTerms(std::vector<Term> terms) {
  if (terms.size() > kMaxTerms) terms.resize(kMaxTerms);
  const auto less = [](const Term& a, const Term& b) { return a.text < b.text; };
  const auto same = [](const Term& a, const Term& b) { return a.text == b.text; };
  std::sort(terms.begin(), terms.end(), less);
  terms.erase(std::unique(terms.begin(), terms.end(), same), terms.end());
  return terms;
}

std::string PinyinOf(std::u32string_view name, text::NameKind kind) {
  std::string pinyin;
  for (const text::Readings& readings : text::ReadingsOfName(name, kind)) {
    if (readings.empty()) return "";
    pinyin.append(readings.front().data(), readings.front().size());
  }
  return pinyin;
}

Value WordsValue(Kind kind, absl::string_view raw) {
  const std::string folded = text::FoldWords(raw).value_or("");
  Value value;
  std::vector<Term> terms;
  for (absl::string_view word : absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    const std::string usual = kind == Kind::kAddress ? UsualWord(word) : std::string(word);
    const std::u32string characters = DecodeUtf8(usual);
    value.text += characters;
    // A Chinese person's name is one term.
    if (kind == Kind::kPersonName) {
      terms.push_back(MakeTerm(characters));
    } else {
      AddTerms(characters, &terms);
    }
  }
  value.terms = SortedTerms(std::move(terms));
  if ((kind == Kind::kPersonName || kind == Kind::kBrand) && HasHan(value.text)) {
    value.pinyin = PinyinOf(
        value.text, kind == Kind::kPersonName ? text::NameKind::kPerson : text::NameKind::kOther);
  }
  return value;
}

// One term: the whole.
Value WholeValue(std::string text) {
  Value value;
  value.text = DecodeUtf8(text);
  if (!value.text.empty()) value.terms.push_back(MakeTerm(value.text));
  return value;
}

std::string Digits(absl::string_view raw) {
  std::string digits = text::NormalizeCode(raw).value_or("");
  digits.erase(
      std::remove_if(digits.begin(), digits.end(), [](char c) { return !absl::ascii_isdigit(c); }),
      digits.end());
  return digits;
}

}  // namespace

bool IsName(Kind kind) {
  return kind == Kind::kPersonName || kind == Kind::kBrand || kind == Kind::kTrade ||
         kind == Kind::kSeat;
}

uint64_t HashOf(absl::string_view text) {
  uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return hash;
}

bool HasHan(std::u32string_view text) { return std::any_of(text.begin(), text.end(), text::IsHan); }

Value MakeValue(Kind kind, absl::string_view raw) {
  switch (kind) {
    case Kind::kPersonName:
    case Kind::kBrand:
    case Kind::kTrade:
    case Kind::kText:
    case Kind::kAddress:
      return WordsValue(kind, raw);
    case Kind::kSeat:
    case Kind::kPlace: {
      Value value = WordsValue(kind, raw);
      if (!value.text.empty()) value.terms = {MakeTerm(value.text)};
      return value;
    }
    case Kind::kPhone:
    case Kind::kDate:
      return WholeValue(Digits(raw));
    case Kind::kCode:
      return WholeValue(text::FoldForMatch(raw).value_or(""));
    case Kind::kEmail:
    case Kind::kDomain:
      break;
  }
  return WholeValue(absl::AsciiStrToLower(absl::StripAsciiWhitespace(raw)));
}

}  // namespace guanxi::dedupe
