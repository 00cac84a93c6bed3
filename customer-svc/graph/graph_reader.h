// The network around some parties, as far as somebody sees it.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_READER_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_READER_H_

#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "common/db/query.h"
#include "customer-svc/graph/party.h"
#include "customer-svc/parties/visible_rows.h"
#include "guanxi/customer/v1/graph_service.pb.h"

namespace guanxi::customer {

// One tie: a relationship from its source to its target; a contact to its customer or to who knows
// him; a company to what it is part of.
struct Tie {
  std::string source, target;
  v1::TieKind kind = v1::TIE_KIND_UNSPECIFIED;
  v1::Relationship::Type type = v1::Relationship::TYPE_UNSPECIFIED;
  std::string relationship;
  int weight = 50;

  friend bool operator<(const Tie& a, const Tie& b) {
    return std::tie(a.source, a.target, a.kind, a.relationship) <
           std::tie(b.source, b.target, b.kind, b.relationship);
  }
};

// Reads within one transaction. Owns nothing. Errors: those of common/db, and
//   RESOURCE_EXHAUSTED  GRAPH_TOO_LARGE  a layer has more than 20,000 ties of one kind
class GraphReader {
 public:
  // Ties of `kinds` that hold on `day`.
  GraphReader(const VisibleRows* visible, std::set<v1::TieKind> kinds, absl::CivilDay day)
      : visible_(*visible), kinds_(std::move(kinds)), day_(day) {}

  // The ties of some parties that the caller sees to any others that he sees.
  absl::StatusOr<std::set<Tie>> TiesOf(absl::Span<const Party> parties) const;

 private:
  struct Layer;
  absl::Status AddRelated(const Layer& layer, std::set<Tie>* ties) const;
  absl::Status AddWork(const Layer& layer, std::set<Tie>* ties) const;
  absl::Status AddParts(const Layer& layer, std::set<Tie>* ties) const;
  absl::Status AddAcquaintance(const Layer& layer, std::set<Tie>* ties) const;
  // Which of some parties the caller sees.
  absl::StatusOr<std::set<std::string>> Seen(absl::Span<const Party> parties) const;
  // Takes out those of whom an end is not seen.
  absl::Status Restrict(std::set<Tie>* ties) const;

  const VisibleRows& visible_;
  const std::set<v1::TieKind> kinds_;
  const absl::CivilDay day_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_READER_H_
