// Made-up services that have the records of a hand-over; those of lead-svc are in
// hand_over_leads_testing.h.
#ifndef GUANXI_GATEWAY_HANDOVER_HAND_OVER_TESTING_H_
#define GUANXI_GATEWAY_HANDOVER_HAND_OVER_TESTING_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/jobs/leases.h"
#include "common/jobs/operation_store.h"
#include "common/jobs/runner.h"
#include "common/rpc/client.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/handover/shelf.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "guanxi/workflow/v1/automation_rule_service.grpc.pb.h"
#include "guanxi/workflow/v1/todo_service.grpc.pb.h"

namespace guanxi::handover {

constexpr char kLeaver[] = "users/018f0000-0000-7000-8000-000000000001";
constexpr char kHeir[] = "users/018f0000-0000-7000-8000-000000000002";
constexpr char kSales[] = "departments/018f0000-0000-7000-8000-000000000003";

// A page as the real methods make it; `add` puts one more record into the answer.
template <typename Resource, typename ListRequest, typename ListResponse, typename AddTo>
grpc::Status ListOf(Shelf* shelf, const grpc::ServerContext& context, const ListRequest& request,
                    ListResponse* response, AddTo add) {
  shelf->NoteCaller(context);
  EXPECT_EQ(request.order_by(), "create_time");
  // Nothing may come back to who has left. Some records are never deleted.
  const auto* const deleted = ListRequest::descriptor()->FindFieldByName("show_deleted");
  EXPECT_TRUE(deleted == nullptr || request.GetReflection()->GetBool(request, deleted));
  std::vector<std::string> names;
  const grpc::Status status =
      shelf->List(request.filter(), request.page_token(), static_cast<size_t>(request.page_size()),
                  &names, response->mutable_next_page_token());
  for (const std::string& name : names) {
    Resource* const one = add(response);
    one->set_name(name);
    one->set_etag(absl::StrCat(shelf->records[name].version));
  }
  return status;
}

// All or none, as the real ones.
template <typename BatchRequest, typename ResourceOf>
grpc::Status UpdateOf(Shelf* shelf, const BatchRequest& batch, ResourceOf resource) {
  for (const auto& one : batch.requests()) {
    const grpc::Status status = shelf->CheckUpdate(resource(one).name(), resource(one).etag());
    if (!status.ok()) return status;
  }
  for (const auto& one : batch.requests()) {
    const auto& paths = one.update_mask().paths();
    const bool moves = std::find(paths.begin(), paths.end(), "department") != paths.end();
    EXPECT_EQ(paths.size(), moves ? 2 : 1);
    EXPECT_EQ(paths[0], "owner");
    shelf->Give(resource(one).name(), resource(one).owner(),
                moves ? resource(one).department() : "");
  }
  return grpc::Status::OK;
}

class Customers : public customer::v1::CustomerService::Service {
 public:
  grpc::Status ListCustomers(grpc::ServerContext* context,
                             const customer::v1::ListCustomersRequest* request,
                             customer::v1::ListCustomersResponse* response) override {
    return ListOf<customer::v1::Customer>(&shelf, *context, *request, response,
                                          [](auto* all) { return all->add_customers(); });
  }
  grpc::Status BatchUpdateCustomers(grpc::ServerContext*,
                                    const customer::v1::BatchUpdateCustomersRequest* request,
                                    customer::v1::BatchUpdateCustomersResponse*) override {
    if (request->requests(0).update_mask().paths(0) == "dedicated")
      return UpdateDedicated(*request);
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.customer(); });
  }
  // All or none, and nothing but the field.
  grpc::Status UpdateDedicated(const customer::v1::BatchUpdateCustomersRequest& batch) {
    for (const auto& one : batch.requests()) {
      EXPECT_EQ(one.update_mask().paths_size(), 1);
      const auto status = shelf.CheckUpdate(one.customer().name(), one.customer().etag());
      if (!status.ok()) return status;
    }
    for (const auto& one : batch.requests()) {
      shelf.GiveDedicated(one.customer().name(), one.customer().dedicated());
    }
    return grpc::Status::OK;
  }

  Shelf shelf;
};

class Todos : public workflow::v1::TodoService::Service {
 public:
  grpc::Status ListTodos(grpc::ServerContext* context,
                         const workflow::v1::ListTodosRequest* request,
                         workflow::v1::ListTodosResponse* response) override {
    return ListOf<workflow::v1::Todo>(&shelf, *context, *request, response,
                                      [](auto* all) { return all->add_todos(); });
  }
  grpc::Status BatchUpdateTodos(grpc::ServerContext*,
                                const workflow::v1::BatchUpdateTodosRequest* request,
                                workflow::v1::BatchUpdateTodosResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.todo(); });
  }
  Shelf shelf;
};

class AutomationRules : public workflow::v1::AutomationRuleService::Service {
 public:
  grpc::Status ListAutomationRules(grpc::ServerContext* context,
                                   const workflow::v1::ListAutomationRulesRequest* request,
                                   workflow::v1::ListAutomationRulesResponse* response) override {
    return ListOf<workflow::v1::AutomationRule>(
        &shelf, *context, *request, response,
        [](auto* all) { return all->add_automation_rules(); });
  }
  grpc::Status BatchUpdateAutomationRules(
      grpc::ServerContext*, const workflow::v1::BatchUpdateAutomationRulesRequest* request,
      workflow::v1::BatchUpdateAutomationRulesResponse*) override {
    return UpdateOf(
        &shelf, *request, [](const auto& one) -> auto& { return one.automation_rule(); });
  }
  Shelf shelf;
};

}  // namespace guanxi::handover

#endif  // GUANXI_GATEWAY_HANDOVER_HAND_OVER_TESTING_H_
