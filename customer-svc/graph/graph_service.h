// The methods of guanxi.customer.v1.GraphService.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_SERVICE_H_

#include <set>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "customer-svc/graph/graph_reader.h"
#include "customer-svc/parties/visible_rows.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/graph_service.adapter.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class GraphServiceImpl : public v1::GraphServiceMethods {
 public:
  GraphServiceImpl(const resource::Engine* engine, const Resources* resources)
      : engine_(engine), all_(*resources) {}

  absl::StatusOr<v1::FindPathResponse> FindPath(const rpc::Call& call,
                                                const v1::FindPathRequest& request) override;
  absl::StatusOr<v1::QueryGraphResponse> QueryGraph(const rpc::Call& call,
                                                    const v1::QueryGraphRequest& request) override;

 private:
  absl::StatusOr<Party> Parse(absl::string_view name, absl::string_view path) const;
  // Of some kinds of ties those that the caller may be told of; none means all.
  std::set<v1::TieKind> KindsFor(const rpc::Call& call, std::set<v1::TieKind> wanted) const;
  using Body = absl::FunctionRef<absl::Status(const VisibleRows&)>;
  absl::Status Read(const rpc::Call& call, Body body) const;
  // NOT_FOUND if the caller does not see one of them, or a contact is not of the customer by whom
  // it is named: what is read of it would be told as if it were.
  absl::Status CheckSeen(const VisibleRows& visible, absl::Span<const Party> parties) const;

  const resource::Engine* const engine_;
  const Resources& all_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_GRAPH_SERVICE_H_
