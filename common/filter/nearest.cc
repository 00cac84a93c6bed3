#include "common/filter/nearest.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "common/text/nearness.h"

namespace guanxi::filter {
namespace {

// Characters that are put in, left out or changed, as long as they are few.
constexpr size_t kFar = 3;

size_t DistanceOf(absl::string_view a, absl::string_view b) {
  const size_t longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
  return longer - shorter >= kFar ? kFar : std::min(text::EditDistance(a, b), kFar);
}

}  // namespace

std::vector<std::string> NearestFirst(std::vector<std::string> names, absl::string_view wanted) {
  // Of a short name any other is a typing error away.
  const size_t most = std::min(kFar - 1, wanted.size() / 2);
  using Key = std::pair<size_t, size_t>;
  std::vector<std::pair<Key, std::string>> keyed;
  for (std::string& name : names) {
    const size_t distance = DistanceOf(name, wanted);
    const auto dots = static_cast<size_t>(std::count(name.begin(), name.end(), '.'));
    keyed.emplace_back(Key(distance <= most ? distance : kFar, dots), std::move(name));
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  names.clear();
  for (auto& [key, name] : keyed) names.push_back(std::move(name));
  return names;
}

}  // namespace guanxi::filter
