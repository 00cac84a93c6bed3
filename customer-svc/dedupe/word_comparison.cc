#include "customer-svc/dedupe/word_comparison.h"

#include <algorithm>

#include "customer-svc/dedupe/shared_terms.h"
#include "customer-svc/dedupe/similarity.h"

namespace guanxi::dedupe {
namespace {

// A Han name and a name in letters, in either order: 张伟, "Zhang Wei", "wei zhang".
bool SameByPinyin(const Value& han, const Value& other) {
  if (!other.pinyin.empty()) return han.pinyin == other.pinyin;
  std::string spelled;
  for (const char32_t c : other.text) spelled.push_back(c < 128 ? static_cast<char>(c) : '?');
  if (spelled == han.pinyin) return true;
  for (const Term& term : other.terms) {
    const size_t size = std::min(term.text.size(), spelled.size());
    if (spelled.substr(spelled.size() - size) + spelled.substr(0, spelled.size() - size) ==
        han.pinyin) {
      return true;
    }
  }
  return false;
}

// Han names: the same sound is near; of three characters and more, all but one is related.
Agreement CompareHanNames(const Context& context, const Value& a, const Value& b) {
  const double bits = context.BitsOf(a, b);
  const Value& han = a.pinyin.empty() ? b : a;
  const Value& other = a.pinyin.empty() ? a : b;
  if (!han.pinyin.empty() && SameByPinyin(han, other)) return {kNear, bits};
  const bool close = a.text.size() >= 3 && b.text.size() >= 3 && Distance(a.text, b.text, 1) == 1;
  return {close ? kRelated : kDifferent, close ? bits / 2 : 0};
}

bool IsNumber(const Term& term) { return term.text[0] >= U'0' && term.text[0] <= U'9'; }

// Whether both say numbers, and none is the same: another house of the street.
bool NumbersDiffer(const Value& a, const Value& b) {
  bool any_a = false;
  bool any_b = std::any_of(b.terms.begin(), b.terms.end(), IsNumber);
  for (const Term& term : a.terms) {
    if (!IsNumber(term)) continue;
    any_a = true;
    for (const Term& other : b.terms) {
      if (term.text == other.text) return false;
    }
  }
  return any_a && any_b;
}

}  // namespace

bool Within(std::u32string_view a, std::u32string_view b) {
  return a.size() < b.size() ? b.find(a) != std::u32string_view::npos
                             : a.find(b) != std::u32string_view::npos;
}

Level ByThresholds(double value, double near, double similar, double related) {
  if (value >= near) return kNear;
  if (value >= similar) return kSimilar;
  return value >= related ? kRelated : kDifferent;
}

Agreement ComparePersonNames(const Context& context, const Value& a, const Value& b) {
  const SharedTerms shared = Share(context.terms, context.field, true, a, b);
  const bool all = shared.exact == std::max(a.terms.size(), b.terms.size());
  if (a.text == b.text || all) return {kSame, shared.bits};
  if (HasHan(a.text) || HasHan(b.text)) return CompareHanNames(context, a, b);
  const bool part = shared.exact == std::min(a.terms.size(), b.terms.size());
  Level level = ByThresholds(shared.cosine, .9, .7, .3);
  if (part) level = kSimilar;
  return {level, shared.bits};
}

Agreement CompareWords(const Context& context, const Value& a, const Value& b) {
  const SharedTerms shared = Share(context.terms, context.field, false, a, b);
  const bool all = shared.exact == std::max(a.terms.size(), b.terms.size());
  if (a.text == b.text || all) return {kSame, shared.bits};
  Level level = ByThresholds(shared.cosine, .8, .6, .3);
  if (level < kSimilar && HasHan(a.text) && Within(a.text, b.text)) level = kSimilar;
  return {level, shared.bits};
}

Agreement CompareAddresses(const Context& context, const Value& a, const Value& b) {
  Agreement agreement = CompareWords(context, a, b);
  if (agreement.level > kRelated && NumbersDiffer(a, b)) agreement.level = kRelated;
  return agreement;
}

Agreement CompareBrands(const Context& context, const Value& a, const Value& b) {
  if (!HasHan(a.text) || !HasHan(b.text)) return CompareWords(context, a, b);
  const SharedTerms shared = Share(context.terms, context.field, false, a, b);
  if (a.text == b.text) return {kSame, shared.bits};
  if (!a.pinyin.empty() && a.pinyin == b.pinyin && a.text.size() == b.text.size()) {
    return {kNear, kUnknownBits / 2};
  }
  const size_t shorter = std::min(a.text.size(), b.text.size());
  if (Within(a.text, b.text)) return {kSimilar, shared.bits};
  if (shorter >= 4 && Distance(a.text, b.text, 1) == 1) return {kSimilar, shared.bits};
  return {shared.exact > 0 ? kRelated : kDifferent, shared.bits};
}

}  // namespace guanxi::dedupe
