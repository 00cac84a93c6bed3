// What the tests of duplicates share.
#ifndef GUANXI_CUSTOMER_SVC_DUPLICATES_TESTING_H_
#define GUANXI_CUSTOMER_SVC_DUPLICATES_TESTING_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/jobs/leases.h"
#include "common/jobs/operation_store.h"
#include "common/jobs/runner.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/duplicates/cluster_service.h"
#include "customer-svc/duplicates/duplicate_service.h"
#include "customer-svc/duplicates/model_store.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/duplicates/scan_job.h"
#include "customer-svc/test_service.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/duplicate_cluster_service.pb.h"
#include "guanxi/customer/v1/duplicate_distinction_service.pb.h"
#include "guanxi/customer/v1/duplicate_rule_service.pb.h"
#include "guanxi/customer/v1/duplicate_service.pb.h"

namespace guanxi::customer {

class DuplicatesTest : public ::testing::Test {
 protected:
  static v1::Customer Company(const std::string& name, const std::string& phone = "",
                              const std::string& code = "") {
    v1::Customer customer = TestService::Company(name);
    if (!phone.empty()) customer.add_phones()->set_number(phone);
    if (!code.empty()) customer.mutable_organization()->set_credit_code(code);
    return customer;
  }
  std::string Add(const v1::Customer& customer) { return service_.Create(customer).name(); }

  absl::StatusOr<v1::Customer> TryCreate(const v1::Customer& customer, const rpc::Call& call) {
    v1::CreateCustomerRequest request;
    *request.mutable_customer() = customer;
    return service_.customers->Create<v1::Customer>(call, request);
  }
  absl::StatusOr<v1::Customer> TryCreate(const v1::Customer& customer) {
    return TryCreate(customer, service_.call());
  }
  absl::StatusOr<v1::Customer> Delete(const std::string& name) {
    v1::DeleteCustomerRequest request;
    request.set_name(name);
    return service_.customers->Delete<v1::Customer>(service_.call(), request);
  }
  absl::StatusOr<v1::Customer> Undelete(const std::string& name) {
    v1::UndeleteCustomerRequest request;
    request.set_name(name);
    return service_.customers->Undelete<v1::Customer>(service_.call(), request);
  }

  // In text format; it holds from now on.
  v1::DuplicateRule AddRule(const std::string& text) {
    v1::CreateDuplicateRuleRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("display_name: 'r' ", text), request.mutable_duplicate_rule()));
    const auto made = service_.catalog->Of<v1::DuplicateRule>().Create<v1::DuplicateRule>(
        service_.call(), request);
    EXPECT_THAT(made, IsOk());
    service_.clock.Advance(DuplicatePolicy::kMaxAge);
    return made.value();
  }

  std::vector<v1::DuplicateCluster> Clusters(const std::string& filter = "") {
    v1::ListDuplicateClustersRequest request;
    request.set_filter(filter);
    const auto page =
        service_.catalog->Of<v1::DuplicateCluster>().List<v1::ListDuplicateClustersResponse>(
            service_.call(), request);
    EXPECT_THAT(page, IsOk());
    return {page->duplicate_clusters().begin(), page->duplicate_clusters().end()};
  }

  // Of a user who has one role, in text format, for calls by `permission`.
  rpc::Call CallWith(const std::string& role, const std::string& permission) {
    access::v1::PolicySnapshot snapshot;
    auto* const made = snapshot.add_roles();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(role, made));
    made->set_name("roles/r");
    rpc::Call call = service_.call();
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    call.principal.rights =
        policy::Policy::Compile(std::move(snapshot))->Decide(call.principal, permission).value();
    return call;
  }

  std::map<std::string, jobs::Handler> Handlers() {
    return {{kScanKind, ScanHandler({service_.database.get(), service_.engine.get(),
                                     resources_.customers, resources_.clusters, &service_.clock})}};
  }

  // Scans, and returns the response.
  v1::ScanDuplicatesResponse Scan(const v1::ScanDuplicatesRequest& request = {}) {
    return ScanBy(&runner_, request);
  }
  v1::ScanDuplicatesResponse ScanBy(jobs::Runner* runner,
                                    const v1::ScanDuplicatesRequest& request = {}) {
    const auto queued = duplicates_.ScanDuplicates(service_.call(), request);
    EXPECT_THAT(queued, IsOk());
    while (runner->RunOne().value()) {
    }
    const google::longrunning::Operation done = jobs::ToProto(
        operations_.Get(service_.call().principal, jobs::ParseOperationName(queued->name()).value())
            .value());
    EXPECT_TRUE(done.done()) << done.ShortDebugString();
    v1::ScanDuplicatesResponse response;
    EXPECT_TRUE(done.response().UnpackTo(&response)) << done.ShortDebugString();
    return response;
  }

  TestService service_;
  ModelStore models_;
  UuidSource ids_{&service_.clock};
  jobs::OperationStore operations_{service_.database.get(), &service_.clock, &ids_};
  jobs::Leases leases_{service_.database.get(), &service_.clock, {"test"}};
  const ClusterResources resources_{service_.resources->customers.get(),
                                    service_.resources->duplicate_clusters.get(),
                                    service_.resources->customer_distinctions.get()};
  jobs::Runner runner_{&leases_, Handlers()};
  DuplicateServiceImpl duplicates_{service_.engine.get(), resources_.customers, &models_,
                                   &operations_, &service_.clock};
  DuplicateClusterServiceImpl clusters_{service_.engine.get(), resources_,
                                        &service_.catalog->Of<v1::DuplicateCluster>()};
  CustomerDistinctionServiceImpl distinctions_{service_.engine.get(), resources_};
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_DUPLICATES_TESTING_H_
