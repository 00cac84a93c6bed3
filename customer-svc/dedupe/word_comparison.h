// Comparison of values of several words: names, texts and addresses.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_WORD_COMPARISON_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_WORD_COMPARISON_H_

#include <algorithm>
#include <cstddef>
#include <string>

#include "customer-svc/dedupe/comparison.h"
#include "customer-svc/dedupe/record.h"
#include "customer-svc/dedupe/terms.h"

namespace guanxi::dedupe {

// One field of two records.
struct Context {
  const Terms& terms;
  size_t field;

  // Of values that are one term each: of the more common one, since a slip of the pen is rare.
  double BitsOf(const Value& a, const Value& b) const {
    if (a.terms.empty() || b.terms.empty()) return 0;
    return std::min(terms.Bits(field, a.terms[0].hash), terms.Bits(field, b.terms[0].hash));
  }
};

// Whether one is a part of the other.
bool Within(std::u32string_view a, std::u32string_view b);

// kNear, kSimilar or kRelated from these values on; kDifferent below them.
Level ByThresholds(double value, double near, double similar, double related);

// Names of persons, whatever the order of words. Similar: one lacks words of the other (a name
// without its given name). Of Han names the same sound is near; of three characters and more, all
// but one is related.
Agreement ComparePersonNames(const Context& context, const Value& a, const Value& b);

// Texts of several words: by what share of them, as they weigh, is shared. Similar, too: one
// of Han characters is a part of the other (科技 and 网络科技).
Agreement CompareWords(const Context& context, const Value& a, const Value& b);

// As words; of another house at most related.
Agreement CompareAddresses(const Context& context, const Value& a, const Value& b);

// 字号 of Han characters, others as words. Near: they sound alike. Similar: one contains the other,
// or one of at least four characters is another. Related: two neighbouring characters are shared.
Agreement CompareBrands(const Context& context, const Value& a, const Value& b);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_WORD_COMPARISON_H_
