#include "customer-svc/graph/graph_answers.h"

#include <map>
#include <string>

#include "common/base/status_macros.h"
#include "customer-svc/network/centrality.h"
#include "customer-svc/network/digraph.h"

namespace guanxi::customer {

void ShowTie(const Tie& tie, v1::GraphEdge* edge) {
  edge->set_source(tie.source);
  edge->set_target(tie.target);
  edge->set_kind(tie.kind);
  edge->set_type(tie.type);
  edge->set_relationship(tie.relationship);
  edge->set_weight(tie.weight);
}

absl::StatusOr<std::vector<v1::GraphParty>> ShowParties(const VisibleRows& visible,
                                                        absl::Span<const Party> parties) {
  std::vector<Uuid> customers;
  std::vector<Uuid> contacts;
  for (const Party& party : parties) {
    if (party.kind == Party::Kind::kCustomer) customers.push_back(party.id);
    if (party.kind == Party::Kind::kContact) contacts.push_back(party.id);
  }
  GUANXI_ASSIGN_OR_RETURN(const auto companies, visible.Customers(customers));
  GUANXI_ASSIGN_OR_RETURN(const auto people, visible.Contacts(contacts));
  std::vector<v1::GraphParty> shown;
  for (const Party& party : parties) {
    v1::GraphParty& one = shown.emplace_back();
    one.set_name(NameOf(party));
    const auto company = companies.find(party.id);
    if (party.kind == Party::Kind::kCustomer && company != companies.end()) {
      const auto& row = static_cast<const v1::Customer&>(*company->second.message);
      one.mutable_customer()->set_name(row.name());
      one.mutable_customer()->set_display_name(row.display_name());
    }
    const auto person = people.find(party.id);
    if (party.kind == Party::Kind::kContact && person != people.end()) {
      const auto& row = static_cast<const v1::Contact&>(*person->second.message);
      one.mutable_contact()->set_name(row.name());
      one.mutable_contact()->set_display_name(row.display_name());
      one.mutable_contact()->set_title(row.title());
    }
  }
  return shown;
}

void Measure(v1::QueryGraphResponse* answer) {
  std::map<std::string, int> numbers;
  for (const v1::GraphNode& node : answer->nodes()) {
    numbers.emplace(node.party().name(), static_cast<int>(numbers.size()));
  }
  std::vector<Digraph::Edge> edges;
  for (const v1::GraphEdge& edge : answer->edges()) {
    edges.emplace_back(numbers.at(edge.source()), numbers.at(edge.target()));
  }
  // Who is tied is tied both ways, whichever way it was written down.
  const Digraph graph = Digraph(answer->nodes_size(), edges).Undirected();
  const std::vector<double> ranks = PageRank(graph);
  const std::vector<double> between = Betweenness(graph);
  const std::vector<int> cores = CoreNumbers(graph);
  for (int i = 0; i < answer->nodes_size(); ++i) {
    v1::GraphNode& node = *answer->mutable_nodes(i);
    node.set_page_rank(ranks[i]);
    node.set_betweenness(between[i]);
    node.set_core_number(cores[i]);
  }
}

}  // namespace guanxi::customer
