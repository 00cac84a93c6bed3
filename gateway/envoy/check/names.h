// The names that an object of JSON has had, where any may be.
#ifndef GUANXI_GATEWAY_ENVOY_CHECK_NAMES_H_
#define GUANXI_GATEWAY_ENVOY_CHECK_NAMES_H_

#include <set>
#include <string_view>
#include <vector>

namespace guanxi::edge {

// Few are compared one by one, many kept in order: whoever chooses the names, n of them cost no
// more than n log n comparisons. Keeps views: the caller's texts outlive it. Thread safety: none.
class Names {
 public:
  void Clear() {
    few_.clear();
    many_.clear();
  }

  // False if it has been added before.
  bool Add(std::string_view name) {
    if (!many_.empty()) return many_.insert(name).second;
    for (std::string_view one : few_) {
      if (one == name) return false;
    }
    few_.push_back(name);
    if (few_.size() > kFew) many_.insert(few_.begin(), few_.end());
    return true;
  }

 private:
  static constexpr size_t kFew = 16;

  std::vector<std::string_view> few_;
  std::set<std::string_view> many_;
};

}  // namespace guanxi::edge

#endif  // GUANXI_GATEWAY_ENVOY_CHECK_NAMES_H_
