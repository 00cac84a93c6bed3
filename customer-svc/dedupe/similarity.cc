#include "customer-svc/dedupe/similarity.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdlib>

namespace guanxi::dedupe {
namespace {

using Marks = std::bitset<kMaxCompared>;

// Marks the characters of both that have a partner of their own near by; their number.
size_t MarkCommon(std::u32string_view a, std::u32string_view b, Marks* in_a, Marks* in_b) {
  const size_t window = std::max<size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
  size_t common = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t end = std::min(b.size(), i + window + 1);
    for (size_t k = i > window ? i - window : 0; k < end; ++k) {
      if (in_b->test(k) || a[i] != b[k]) continue;
      in_a->set(i);
      in_b->set(k);
      ++common;
      break;
    }
  }
  return common;
}

// Marked characters that stand in another order, counted twice for each exchange.
size_t OutOfOrder(std::u32string_view a, std::u32string_view b, const Marks& in_a,
                  const Marks& in_b) {
  size_t moved = 0;
  for (size_t i = 0, k = 0; i < a.size(); ++i) {
    if (!in_a.test(i)) continue;
    while (!in_b.test(k)) ++k;
    if (a[i] != b[k++]) ++moved;
  }
  return moved;
}

}  // namespace

double JaroWinkler(std::u32string_view a, std::u32string_view b) {
  a = a.substr(0, kMaxCompared);
  b = b.substr(0, kMaxCompared);
  if (a == b) return 1;
  Marks in_a;
  Marks in_b;
  const double common = static_cast<double>(MarkCommon(a, b, &in_a, &in_b));
  if (common == 0) return 0;
  const double moved = static_cast<double>(OutOfOrder(a, b, in_a, in_b) / 2);
  const double jaro = (common / static_cast<double>(a.size()) +
                       common / static_cast<double>(b.size()) + (common - moved) / common) /
                      3;
  if (jaro <= .7) return jaro;
  size_t start = 0;
  while (start < 4 && start < a.size() && start < b.size() && a[start] == b[start]) ++start;
  return jaro + static_cast<double>(start) * .1 * (1 - jaro);
}

size_t Distance(std::u32string_view a, std::u32string_view b, size_t limit) {
  a = a.substr(0, kMaxCompared);
  b = b.substr(0, kMaxCompared);
  const size_t apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (apart > limit) return limit + 1;
  using Row = std::array<size_t, kMaxCompared + 1>;
  Row rows[3];
  for (size_t k = 0; k <= b.size(); ++k) rows[0][k] = k;
  for (size_t i = 1; i <= a.size(); ++i) {
    Row& row = rows[i % 3];
    const Row& last = rows[(i + 2) % 3];
    row[0] = i;
    size_t least = i;
    for (size_t k = 1; k <= b.size(); ++k) {
      row[k] =
          std::min({last[k] + 1, row[k - 1] + 1, last[k - 1] + (a[i - 1] == b[k - 1] ? 0U : 1U)});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
        row[k] = std::min(row[k], rows[(i + 1) % 3][k - 2] + 1);
      }
      least = std::min(least, row[k]);
    }
    if (least > limit + 1) return limit + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

}  // namespace guanxi::dedupe
