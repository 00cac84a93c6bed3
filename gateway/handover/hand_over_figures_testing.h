// The made-up services of analytics-svc.
#ifndef GUANXI_GATEWAY_HANDOVER_HAND_OVER_FIGURES_TESTING_H_
#define GUANXI_GATEWAY_HANDOVER_HAND_OVER_FIGURES_TESTING_H_

#include <grpcpp/grpcpp.h>

#include "gateway/handover/hand_over_testing.h"
#include "gateway/handover/shelf.h"
#include "guanxi/analytics/v1/dashboard_service.grpc.pb.h"
#include "guanxi/analytics/v1/target_service.grpc.pb.h"

namespace guanxi::handover {

class Dashboards : public analytics::v1::DashboardService::Service {
 public:
  grpc::Status ListDashboards(grpc::ServerContext* context,
                              const analytics::v1::ListDashboardsRequest* request,
                              analytics::v1::ListDashboardsResponse* response) override {
    return ListOf<analytics::v1::Dashboard>(&shelf, *context, *request, response,
                                            [](auto* all) { return all->add_dashboards(); });
  }
  grpc::Status BatchUpdateDashboards(grpc::ServerContext*,
                                     const analytics::v1::BatchUpdateDashboardsRequest* request,
                                     analytics::v1::BatchUpdateDashboardsResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.dashboard(); });
  }
  Shelf shelf;
};

class Targets : public analytics::v1::TargetService::Service {
 public:
  grpc::Status ListTargets(grpc::ServerContext* context,
                           const analytics::v1::ListTargetsRequest* request,
                           analytics::v1::ListTargetsResponse* response) override {
    return ListOf<analytics::v1::Target>(&shelf, *context, *request, response,
                                         [](auto* all) { return all->add_targets(); });
  }
  grpc::Status BatchUpdateTargets(grpc::ServerContext*,
                                  const analytics::v1::BatchUpdateTargetsRequest* request,
                                  analytics::v1::BatchUpdateTargetsResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.target(); });
  }
  Shelf shelf;
};

}  // namespace guanxi::handover

#endif  // GUANXI_GATEWAY_HANDOVER_HAND_OVER_FIGURES_TESTING_H_
