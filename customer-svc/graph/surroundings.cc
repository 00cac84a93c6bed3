#include "customer-svc/graph/surroundings.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "customer-svc/graph/graph_answers.h"

namespace guanxi::customer {
namespace {

absl::StatusOr<std::vector<Party>> ParseAll(const VisibleRows& visible,
                                            absl::Span<const std::string> names) {
  std::vector<Party> parties;
  for (const std::string& name : names) {
    GUANXI_ASSIGN_OR_RETURN(
        const Party party,
        ParseParty(visible.customers().type(), visible.contacts().type(), name, "party"));
    parties.push_back(party);
  }
  return parties;
}

// The strongest of the ties between two; null: there is none.
const Tie* StrongestBetween(const std::set<Tie>& ties, const std::string& a, const std::string& b) {
  const Tie* best = nullptr;
  for (const Tie& tie : ties) {
    const bool joins = (tie.source == a && tie.target == b) || (tie.source == b && tie.target == a);
    if (joins && (best == nullptr || tie.weight > best->weight)) best = &tie;
  }
  return best;
}

}  // namespace

bool Surroundings::Add(const Party& party, int level) {
  std::string name = NameOf(party);
  if (levels_.count(name) != 0) return true;
  if (order_.size() == most_) return false;
  levels_.emplace(std::move(name), level);
  order_.push_back(party);
  return true;
}

absl::Status Surroundings::Grow(const GraphReader& graph, int depth) {
  std::vector<Party> layer = order_;
  for (int level = 0; level <= depth && !layer.empty(); ++level) {
    GUANXI_ASSIGN_OR_RETURN(const std::set<Tie> ties, graph.TiesOf(layer));
    ties_.insert(ties.begin(), ties.end());
    if (level == depth) break;
    const size_t before = order_.size();
    std::set<std::string> next;
    for (const Tie& tie : ties) {
      for (const std::string& end : {tie.source, tie.target}) {
        if (levels_.count(end) == 0) next.insert(end);
      }
    }
    for (const std::string& name : next) {
      GUANXI_ASSIGN_OR_RETURN(const Party party, ParseParty(customers_, contacts_, name, "party"));
      if (!Add(party, level + 1)) truncated_ = true;
    }
    layer.assign(order_.begin() + static_cast<std::ptrdiff_t>(before), order_.end());
  }
  return absl::OkStatus();
}

absl::Status Surroundings::Show(const VisibleRows& visible, v1::QueryGraphResponse* answer) const {
  GUANXI_ASSIGN_OR_RETURN(auto parties, ShowParties(visible, order_));
  for (v1::GraphParty& party : parties) {
    v1::GraphNode& node = *answer->add_nodes();
    node.set_level(levels_.at(party.name()));
    *node.mutable_party() = std::move(party);
  }
  for (const Tie& tie : ties_) {
    if (levels_.count(tie.source) == 0 || levels_.count(tie.target) == 0) continue;
    ShowTie(tie, answer->add_edges());
  }
  answer->set_truncated(truncated_);
  return absl::OkStatus();
}

absl::Status ShowPath(const VisibleRows& visible, const GraphReader& graph, const PathEnds& ends,
                      const PathLimits& limits, v1::FindPathResponse* answer) {
  std::set<Tie> known;
  const ReadSteps read = [&](absl::Span<const std::string> names) -> absl::StatusOr<PathSteps> {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Party> layer, ParseAll(visible, names));
    GUANXI_ASSIGN_OR_RETURN(const std::set<Tie> ties, graph.TiesOf(layer));
    PathSteps steps;
    for (const Tie& tie : ties) {
      steps[tie.source].push_back({tie.target, tie.weight});
      steps[tie.target].push_back({tie.source, tie.weight});
    }
    known.insert(ties.begin(), ties.end());
    return steps;
  };
  const std::string target = NameOf(ends.target);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> path,
                          FindShortestPath(NameOf(ends.source), target, limits, read));
  if (path.empty()) return NotFound("PATH", target);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Party> parties, ParseAll(visible, path));
  GUANXI_ASSIGN_OR_RETURN(auto shown, ShowParties(visible, parties));
  for (v1::GraphParty& party : shown) *answer->add_parties() = std::move(party);
  for (size_t i = 1; i < path.size(); ++i) {
    const Tie* const tie = StrongestBetween(known, path[i - 1], path[i]);
    if (tie != nullptr) ShowTie(*tie, answer->add_edges());
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
