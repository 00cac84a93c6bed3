#include "customer-svc/network/tree_layout.h"

#include <algorithm>
#include <cstddef>

namespace guanxi::customer {
namespace {

// What each node needs with all below it, and what those below it need together.
struct Spans {
  std::vector<double> whole, below;
  double roots = 0;
};

Spans SpansOf(absl::Span<const int> parents, absl::Span<const double> extents) {
  Spans spans;
  spans.whole.resize(parents.size());
  spans.below.resize(parents.size(), 0.0);
  // From the last one back: those below a node come after it.
  for (size_t i = parents.size(); i-- > 0;) {
    spans.whole[i] = std::max(extents[i], spans.below[i]);
    double& above = parents[i] < 0 ? spans.roots : spans.below[parents[i]];
    above += spans.whole[i];
  }
  return spans;
}

}  // namespace

std::vector<TreePlace> LayOutTree(absl::Span<const int> parents, absl::Span<const double> extents) {
  const Spans spans = SpansOf(parents, extents);
  std::vector<TreePlace> places(parents.size());
  std::vector<double> next(parents.size());  // where the next one below a node begins
  double next_root = 0;
  for (size_t i = 0; i < parents.size(); ++i) {
    double& begin = parents[i] < 0 ? next_root : next[parents[i]];
    places[i].level = parents[i] < 0 ? 0 : places[parents[i]].level + 1;
    places[i].centre = begin + spans.whole[i] / 2;
    next[i] = places[i].centre - spans.below[i] / 2;
    begin += spans.whole[i];
  }
  return places;
}

double TreeExtent(absl::Span<const int> parents, absl::Span<const double> extents) {
  return SpansOf(parents, extents).roots;
}

}  // namespace guanxi::customer
