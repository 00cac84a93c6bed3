// What tests of operations that merge or undo many things share.
#ifndef GUANXI_CUSTOMER_SVC_MERGE_BULK_TESTING_H_
#define GUANXI_CUSTOMER_SVC_MERGE_BULK_TESTING_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/jobs/leases.h"
#include "common/jobs/operation_store.h"
#include "common/jobs/permitted.h"
#include "common/jobs/runner.h"
#include "common/policy/authorizer.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/bulk_merge.h"
#include "customer-svc/merge/bulk_run.h"
#include "customer-svc/merge/cluster_merge.h"
#include "customer-svc/merge/merge_service.h"
#include "customer-svc/merge/merge_testing.h"
#include "google/longrunning/operations.pb.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {

class BulkTest : public ::testing::Test {
 protected:
  BulkTest()
      : operations_(service_.database.get(), &service_.clock, &ids_),
        methods_(service_.engine.get(), service_.resources.get(), &world_.parts().desk(),
                 &world_.parts().mover(), &operations_),
        leases_(service_.database.get(), &service_.clock, {"test"}),
        tools_{service_.database.get(), service_.engine.get(), service_.resources.get(),
               &world_.parts().desk(), &world_.parts().mover()},
        runner_(&leases_, {{kBulkMergeKind, Permitted(BulkMergeHandler(tools_))},
                           {kMergeClustersKind, Permitted(MergeClustersHandler(tools_))},
                           {kUndoBulkKind, Permitted(UndoBulkHandler(tools_))}}) {}

  // As the service runs the handlers.
  jobs::Handler Permitted(jobs::Handler handler) {
    return jobs::WithPermission(&authorizer_, "customers.merge", std::move(handler));
  }

  // Its response, once it is done.
  v1::BulkMergeCustomersResponse Finish(const std::string& operation) {
    int turns = 0;
    while (runner_.RunOne().value() && ++turns < 100) service_.clock.Advance(absl::Seconds(5));
    const Uuid id = jobs::ParseOperationName(operation).value();
    const google::longrunning::Operation done =
        jobs::ToProto(operations_.Get(service_.call().principal, id).value());
    v1::BulkMergeCustomersResponse response;
    EXPECT_TRUE(done.done()) << done.DebugString();
    EXPECT_TRUE(done.response().UnpackTo(&response)) << done.DebugString();
    return response;
  }
  // The same of one of which every second unit of work that moves something comes to nothing.
  v1::BulkMergeCustomersResponse FinishKilled(const std::string& operation) {
    int place = 0;
    world_.on_passed = [&place](absl::string_view) {
      return ++place % 2 == 1 ? Unavailable("KILLED", "killed") : absl::OkStatus();
    };
    int turns = 0;
    while (runner_.RunOne().value_or(true) && ++turns < 50) {
      service_.clock.Advance(absl::Minutes(2));
    }
    world_.on_passed = nullptr;
    EXPECT_GT(place, 0);
    EXPECT_THAT(world_.MoveAll(), IsOk());
    return Finish(operation);
  }
  v1::BulkMergeCustomersResponse Undo(const std::string& bulk) {
    v1::UndoBulkMergeRequest request;
    request.set_bulk(bulk);
    return Finish(methods_.UndoBulkMerge(service_.call(), request)->name());
  }

  TestService service_;
  UuidSource ids_;
  MergeWorld world_{&service_};
  jobs::OperationStore operations_;
  MergeServiceImpl methods_;
  jobs::Leases leases_;
  const BulkTools tools_;
  const policy::Authorizer authorizer_;
  jobs::Runner runner_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_MERGE_BULK_TESTING_H_
