#include "customer-svc/dedupe/shared_terms.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "absl/container/inlined_vector.h"
#include "customer-svc/dedupe/similarity.h"

namespace guanxi::dedupe {
namespace {

// From here on two words may be one, misspelled.
constexpr double kNearWords = .88;
constexpr double kInitial = .9;
// Shared terms are not independent: each further one, the rarest first, tells less.
constexpr double kNextTells = .75;

using Weights = absl::InlinedVector<double, 16>;
using Indexes = absl::InlinedVector<size_t, 16>;

bool IsWord(std::u32string_view text) {
  return text.size() >= 3 &&
         std::none_of(text.begin(), text.end(),
                      [](char32_t c) { return c >= U'0' && c <= U'9'; }) &&
         !HasHan(text);
}

double Likeness(bool initials, const std::u32string& a, const std::u32string& b) {
  if (initials && (a.size() == 1 || b.size() == 1) && a[0] == b[0] && !HasHan(a)) return kInitial;
  if (!IsWord(a) || !IsWord(b)) return 0;
  const double likeness = JaroWinkler(a, b);
  return likeness < kNearWords ? 0 : likeness;
}

double Norm(const Weights& weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight * weight;
  return std::sqrt(sum);
}

double Together(Weights bits) {
  std::sort(bits.begin(), bits.end(), std::greater<double>());
  double sum = 0;
  double tells = 1;
  for (const double one : bits) {
    sum += one * tells;
    tells *= kNextTells;
  }
  return sum;
}

// Shared terms as they are found.
struct Found {
  double product = 0;
  Weights bits;
};

void Note(double likeness, double a, double b, Found* found) {
  found->product += likeness * a * b;
  found->bits.push_back(likeness * std::min(a, b));
}

}  // namespace

SharedTerms Share(const Terms& terms, size_t field, bool initials, const Value& a, const Value& b) {
  Weights of_a;
  Weights of_b;
  for (const Term& term : a.terms) of_a.push_back(terms.Bits(field, term.hash));
  for (const Term& term : b.terms) of_b.push_back(terms.Bits(field, term.hash));
  SharedTerms shared;
  Found found;
  Indexes left_a;
  Indexes left_b;
  size_t i = 0;
  size_t k = 0;
  while (i < a.terms.size() && k < b.terms.size()) {
    if (a.terms[i].text == b.terms[k].text) {
      Note(1, of_a[i], of_b[k], &found);
      ++shared.exact, ++i, ++k;
    } else if (a.terms[i].text < b.terms[k].text) {
      left_a.push_back(i++);
    } else {
      left_b.push_back(k++);
    }
  }
  while (i < a.terms.size()) left_a.push_back(i++);
  while (k < b.terms.size()) left_b.push_back(k++);
  for (const size_t one : left_a) {
    auto best = left_b.end();
    double likeness = 0;
    for (auto other = left_b.begin(); other != left_b.end(); ++other) {
      const double next = Likeness(initials, a.terms[one].text, b.terms[*other].text);
      if (next > likeness) likeness = next, best = other;
    }
    if (best == left_b.end()) continue;
    Note(likeness, of_a[one], of_b[*best], &found);
    ++shared.near;
    left_b.erase(best);
  }
  const double norms = Norm(of_a) * Norm(of_b);
  shared.cosine = norms == 0 ? 0 : std::min(1.0, found.product / norms);
  shared.bits = Together(found.bits);
  return shared;
}

}  // namespace guanxi::dedupe
