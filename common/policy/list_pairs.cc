#include "common/policy/list_pairs.h"

#include <algorithm>
#include <map>

namespace guanxi::policy {

void ListPairs::PairAlike(const std::vector<std::string>& shown,
                          const std::vector<std::string>& sent, Unequal unequal) {
  std::map<std::string, std::vector<size_t>> places, candidates;
  for (size_t i = 0; i < sent.size(); ++i) {
    if (!partners_[i].has_value() && !sent[i].empty()) places[sent[i]].push_back(i);
  }
  for (size_t k = 0; k < shown.size(); ++k) {
    if (!used_[k]) candidates[shown[k]].push_back(k);
  }
  for (const auto& [text, at] : places) {
    const auto found = candidates.find(text);
    if (found == candidates.end()) continue;
    const std::vector<size_t>& alike = found->second;
    if (at.size() != alike.size()) {
      if (unequal == Unequal::kLeave) continue;
      is_unclear_ = true;
    }
    for (size_t n = 0; n < std::min(at.size(), alike.size()); ++n) {
      partners_[at[n]] = alike[n];
      used_[alike[n]] = true;
    }
  }
}

void ListPairs::PairByPlace() {
  for (size_t i = 0; i < std::min(partners_.size(), used_.size()); ++i) {
    if (partners_[i].has_value() || used_[i]) continue;
    partners_[i] = i;
    used_[i] = true;
  }
}

}  // namespace guanxi::policy
