#include "customer-svc/dedupe/comparison.h"

#include <algorithm>
#include <string>

#include "customer-svc/dedupe/similarity.h"
#include "customer-svc/dedupe/word_comparison.h"

namespace guanxi::dedupe {
namespace {

// Near: one contains the other (New York and New York City, 南京 and 江苏南京) or nearly so.
Agreement ComparePlaces(const Context& context, const Value& a, const Value& b) {
  const double bits = context.BitsOf(a, b);
  if (a.text == b.text) return {kSame, bits};
  if (std::min(a.text.size(), b.text.size()) >= 2 && Within(a.text, b.text)) return {kNear, bits};
  if (HasHan(a.text) || HasHan(b.text)) return {kDifferent, 0};
  const Level level = ByThresholds(JaroWinkler(a.text, b.text), .92, .85, .77);
  return {level, level == kDifferent ? 0 : bits};
}

// Near: the last eight digits, without codes of country or area. Similar: one slip.
Agreement ComparePhones(const Context& context, const Value& a, const Value& b) {
  const double bits = context.BitsOf(a, b);
  if (a.text == b.text) return {kSame, bits};
  constexpr size_t kLast = 8;
  const std::u32string_view one = a.text;
  const std::u32string_view other = b.text;
  if (one.size() >= kLast && other.size() >= kLast &&
      one.substr(one.size() - kLast) == other.substr(other.size() - kLast)) {
    return {kNear, bits};
  }
  const bool slip = one.size() >= kLast && Distance(one, other, 1) == 1;
  return {slip ? kSimilar : kDifferent, slip ? bits : 0};
}

// Near: two slips, or the same before the "@" and nearly so behind it. Similar: the same before it.
Agreement CompareEmails(const Context& context, const Value& a, const Value& b) {
  const double bits = context.BitsOf(a, b);
  if (a.text == b.text) return {kSame, bits};
  const size_t at = a.text.find(U'@');
  const size_t other_at = b.text.find(U'@');
  const bool same_box = at != std::u32string::npos && at >= 3 && at == other_at &&
                        a.text.compare(0, at, b.text, 0, at) == 0;
  if (Distance(a.text, b.text, 2) <= 2) return {kNear, bits};
  const double likeness = JaroWinkler(a.text, b.text);
  if (same_box) return {likeness >= .94 ? kNear : kSimilar, bits};
  const Level level = ByThresholds(likeness, .97, .92, .86);
  return {level, level == kDifferent ? 0 : bits};
}

// Near: one digit, or two neighbours exchanged. Similar: year, month or day is another. Related:
// one of them is the same, year or day of the year.
Agreement CompareDates(const Context& context, const Value& a, const Value& b) {
  const double bits = context.BitsOf(a, b);
  if (a.text == b.text) return {kSame, bits};
  if (a.text.size() != 8 || b.text.size() != 8) return {kDifferent, 0};
  if (Distance(a.text, b.text, 1) == 1) return {kNear, bits};
  const auto same = [&](size_t from, size_t size) {
    return a.text.compare(from, size, b.text, from, size) == 0;
  };
  const int parts = (same(0, 4) ? 1 : 0) + (same(4, 2) ? 1 : 0) + (same(6, 2) ? 1 : 0);
  if (parts == 2 || Distance(a.text, b.text, 2) == 2) return {kSimilar, bits};
  return same(0, 4) ? Agreement{kRelated, bits} : Agreement{kDifferent, 0};
}

// Near: one slip; similar: two, of six characters and more.
Agreement CompareCodes(const Context& context, const Value& a, const Value& b) {
  const double bits = context.BitsOf(a, b);
  if (a.text == b.text) return {kSame, bits};
  const size_t slips = Distance(a.text, b.text, 2);
  const size_t shorter = std::min(a.text.size(), b.text.size());
  if (slips == 1) return {shorter >= 4 ? kNear : kRelated, bits};
  return slips == 2 && shorter >= 6 ? Agreement{kSimilar, bits} : Agreement{kDifferent, 0};
}

Agreement CompareOne(Kind kind, const Context& context, const Value& a, const Value& b) {
  switch (kind) {
    case Kind::kPersonName:
      return ComparePersonNames(context, a, b);
    case Kind::kBrand:
      return CompareBrands(context, a, b);
    case Kind::kTrade:
    case Kind::kText:
      return CompareWords(context, a, b);
    case Kind::kAddress:
      return CompareAddresses(context, a, b);
    case Kind::kSeat:
    case Kind::kPlace:
      return ComparePlaces(context, a, b);
    case Kind::kPhone:
      return ComparePhones(context, a, b);
    case Kind::kEmail:
      return CompareEmails(context, a, b);
    case Kind::kDate:
      return CompareDates(context, a, b);
    case Kind::kDomain:
    case Kind::kCode:
      break;
  }
  return CompareCodes(context, a, b);
}

}  // namespace

Agreements Compare(const Schema& schema, const Terms& terms, const Record& a, const Record& b) {
  Agreements agreements(schema.size());
  for (size_t field = 0; field < schema.size(); ++field) {
    for (const Value& one : a.fields[field]) {
      for (const Value& other : b.fields[field]) {
        const Agreement next = CompareOne(schema[field].kind, {terms, field}, one, other);
        Agreement& best = agreements[field];
        if (next.level > best.level || (next.level == best.level && next.bits > best.bits)) {
          best = next;
        }
      }
    }
  }
  return agreements;
}

}  // namespace guanxi::dedupe
