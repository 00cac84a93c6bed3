#include "customer-svc/network/find_path.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::customer {
namespace {

// How a party is reached from one of the ends.
struct Reached {
  int steps = 0;
  int weakest = std::numeric_limits<int>::max();
  std::string before;  // empty: it is the end
};

class Side {
 public:
  explicit Side(const std::string& end) {
    reached_[end] = Reached();
    layer_.push_back(end);
  }

  const std::vector<std::string>& layer() const { return layer_; }
  int steps() const { return steps_; }
  size_t size() const { return reached_.size(); }
  const std::map<std::string, Reached>& reached() const { return reached_; }
  const Reached* Find(const std::string& party) const {
    const auto found = reached_.find(party);
    return found == reached_.end() ? nullptr : &found->second;
  }

  // The parties one step farther out, each by the strongest way that leads there.
  absl::Status Grow(const ReadSteps& read) {
    GUANXI_ASSIGN_OR_RETURN(const PathSteps ways, read(layer_));
    ++steps_;
    std::map<std::string, Reached> next;
    for (const std::string& from : layer_) {
      const auto found = ways.find(from);
      if (found == ways.end()) continue;
      const int weakest = reached_[from].weakest;
      for (const PathStep& step : found->second) {
        if (reached_.count(step.to) != 0) continue;
        const Reached by{steps_, std::min(weakest, step.weight), from};
        const auto [there, is_new] = next.emplace(step.to, by);
        // The layer is in the order of names: of equal ways the first stays.
        if (!is_new && by.weakest > there->second.weakest) there->second = by;
      }
    }
    layer_.clear();
    for (auto& [party, by] : next) {
      layer_.push_back(party);
      reached_.emplace(party, std::move(by));
    }
    return absl::OkStatus();
  }

  // From a party to the end.
  std::vector<std::string> WayBack(std::string party) const {
    std::vector<std::string> way;
    while (!party.empty()) {
      way.push_back(party);
      party = reached_.at(party).before;
    }
    return way;
  }

 private:
  std::map<std::string, Reached> reached_;
  std::vector<std::string> layer_;
  int steps_ = 0;
};

// Where the sides meet, by the strongest way; nothing if they do not. Until they do, all ways are
// as long as both sides reach.
std::optional<std::string> Meeting(const Side& grown, const Side& other) {
  std::optional<std::string> best;
  int strength = -1;
  for (const std::string& party : grown.layer()) {
    const Reached* const there = other.Find(party);
    if (there == nullptr) continue;
    const int weakest = std::min(there->weakest, grown.Find(party)->weakest);
    if (weakest <= strength) continue;
    strength = weakest;
    best = party;
  }
  return best;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> FindShortestPath(const std::string& source,
                                                          const std::string& target,
                                                          const PathLimits& limits,
                                                          const ReadSteps& read) {
  if (source == target) return std::vector<std::string>{source};
  Side from(source);
  Side to(target);
  while (from.steps() + to.steps() < limits.max_steps) {
    Side& smaller = from.layer().size() <= to.layer().size() ? from : to;
    Side& other = &smaller == &from ? to : from;
    if (smaller.layer().empty()) break;
    GUANXI_RETURN_IF_ERROR(smaller.Grow(read));
    if (const auto meeting = Meeting(smaller, other); meeting.has_value()) {
      std::vector<std::string> path = from.WayBack(*meeting);
      std::reverse(path.begin(), path.end());
      const std::vector<std::string> rest = to.WayBack(*meeting);
      path.insert(path.end(), rest.begin() + 1, rest.end());
      return path;
    }
    if (from.size() + to.size() > limits.max_parties) {
      return Error(absl::StatusCode::kResourceExhausted, "GRAPH_TOO_LARGE",
                   absl::StrCat("no path was found among ", limits.max_parties, " parties"));
    }
  }
  return std::vector<std::string>();
}

}  // namespace guanxi::customer
