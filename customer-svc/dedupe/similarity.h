// How near two short texts are, by their characters.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_SIMILARITY_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_SIMILARITY_H_

#include <cstddef>
#include <string>

namespace guanxi::dedupe {

// Longer texts are compared by their first characters.
inline constexpr size_t kMaxCompared = 64;

// Jaro's similarity with Winkler's reward for a common start (at most 4 characters, a tenth each),
// which is given above .7 alone: 0 for nothing in common, 1 for the same. Pure and thread-safe.
double JaroWinkler(std::u32string_view a, std::u32string_view b);

// How many characters must be put in, left out, exchanged, or swapped with their neighbour to make
// one text of the other (optimal string alignment); `limit + 1` where it is more than `limit`.
// Pure and thread-safe.
size_t Distance(std::u32string_view a, std::u32string_view b, size_t limit);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_SIMILARITY_H_
