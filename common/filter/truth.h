// The three values of a condition.
#ifndef GUANXI_COMMON_FILTER_TRUTH_H_
#define GUANXI_COMMON_FILTER_TRUTH_H_

namespace guanxi::filter {

// In the order that AND (the least) and OR (the greatest) go by.
enum class Truth { kFalse, kUnknown, kTrue };

inline Truth Not(Truth truth) {
  return static_cast<Truth>(static_cast<int>(Truth::kTrue) - static_cast<int>(truth));
}

inline Truth ToTruth(bool value) { return value ? Truth::kTrue : Truth::kFalse; }

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_TRUTH_H_
