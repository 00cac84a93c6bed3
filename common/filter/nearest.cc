#include "common/filter/nearest.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace guanxi::filter {
namespace {

// Characters that are put in, left out or changed, as long as they are few.
constexpr size_t kFar = 3;

size_t DistanceOf(absl::string_view a, absl::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() >= kFar) return kFar;
  std::vector<size_t> row(a.size() + 1);
  for (size_t i = 0; i < row.size(); ++i) row[i] = i;
  for (size_t j = 1; j <= b.size(); ++j) {
    size_t diagonal = std::exchange(row[0], j);
    for (size_t i = 1; i < row.size(); ++i) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[i], std::min({changed, row[i] + 1, row[i - 1] + 1}));
    }
  }
  return std::min(row.back(), kFar);
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
