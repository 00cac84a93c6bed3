#include "common/policy/permission.h"

#include <cstddef>

namespace guanxi::policy {

bool Matches(absl::string_view pattern, absl::string_view permission) {
  // Greedy with one step back: the last star takes one character more.
  size_t p = 0, s = 0, star = absl::string_view::npos, taken = 0;
  while (s < permission.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = s;
    } else if (p < pattern.size() && pattern[p] == permission[s]) {
      ++p;
      ++s;
    } else if (star != absl::string_view::npos) {
      p = star + 1;
      s = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace guanxi::policy
