// Parties and ties as GraphService answers them.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_ANSWERS_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_ANSWERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "customer-svc/graph/graph_reader.h"
#include "customer-svc/graph/party.h"
#include "customer-svc/parties/visible_rows.h"
#include "guanxi/customer/v1/graph_service.pb.h"

namespace guanxi::customer {

void ShowTie(const Tie& tie, v1::GraphEdge* edge);

// The parties in their order, with what they are called. Errors: those of common/db.
absl::StatusOr<std::vector<v1::GraphParty>> ShowParties(const VisibleRows& visible,
                                                        absl::Span<const Party> parties);

// Sets what the ties of the answer say of who matters in it.
void Measure(v1::QueryGraphResponse* answer);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_ANSWERS_H_
