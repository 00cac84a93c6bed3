// What the tests of reading customers out share.
#ifndef GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_TESTING_H_
#define GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "common/approvals/approval_client.h"
#include "common/approvals/approval_desk.h"
#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/events/unit_effects.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/access/data_access.h"
#include "customer-svc/access/data_access_rules.h"
#include "customer-svc/access/data_access_service.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/data_access_limit_service.pb.h"
#include "guanxi/customer/v1/data_access_request_service.pb.h"

namespace guanxi::customer {

constexpr char kRole[] = "roles/0196b0a0-0000-7000-8000-000000000009";
constexpr char kOther[] = "roles/0196b0a0-0000-7000-8000-000000000008";

class DataAccessTest : public ::testing::Test {
 protected:
  DataAccessTest() {
    service_.environment->set_read_meter(
        [this](const rpc::Call& call, const resource::ResourceType& type, int64_t records) {
          return access_.Meter(call, type, records);
        });
    service_.CreateMany(6, [](int, v1::Customer*) {});
  }

  // Somebody who may do everything, with these roles.
  rpc::Call CallWith(const std::vector<std::string>& roles, const std::string& who = "alice") {
    rpc::Call call = service_.call();
    call.principal.subject = absl::StrCat("users/", DeriveUuid("user", who).ToString());
    access::v1::PolicySnapshot snapshot;
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->set_active(true);
    for (const std::string& name : roles) {
      auto* const role = snapshot.add_roles();
      role->set_name(name);
      auto* const all = role->add_permissions();
      all->set_pattern("*");
      all->set_scope(access::v1::ALL);
      user->add_roles(name);
    }
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "customers.read")
                                .value();
    return call;
  }
  v1::DataAccessLimit Limit(const std::string& role, int records) {
    v1::CreateDataAccessLimitRequest request;
    request.mutable_data_access_limit()->set_role(role);
    request.mutable_data_access_limit()->set_max_records(records);
    const auto made = service_.catalog->Of<v1::DataAccessLimit>().Create<v1::DataAccessLimit>(
        service_.call(), request);
    EXPECT_THAT(made, IsOk());
    service_.clock.Advance(DataAccess::kMaxAge);
    return made.value();
  }
  absl::Status List(const rpc::Call& call, int page_size) {
    v1::ListCustomersRequest request;
    request.set_page_size(page_size);
    return service_.customers->List<v1::ListCustomersResponse>(call, request).status();
  }
  absl::StatusOr<v1::DataAccessRequest> Write(int records, const rpc::Call& call) {
    v1::CreateDataAccessRequestRequest request;
    auto& asked = *request.mutable_data_access_request();
    asked.set_purpose("五一活动短信名单");
    asked.set_owner(call.principal.subject);
    asked.set_record_limit(records);
    asked.mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(service_.clock.Now() + absl::Hours(48)));
    return service_.catalog->Of<v1::DataAccessRequest>().Create<v1::DataAccessRequest>(call,
                                                                                       request);
  }
  absl::StatusOr<v1::DataAccessRequest> Submit(const std::string& name, const rpc::Call& call) {
    v1::SubmitDataAccessRequestRequest request;
    request.set_name(name);
    return requests_.SubmitDataAccessRequest(call, request);
  }
  // Of a request that was approved.
  std::string Approved(int records, const rpc::Call& call) {
    const auto submitted = Submit(Write(records, call)->name(), call);
    EXPECT_THAT(submitted, IsOk());
    Hear(workflow_.End(submitted->approval().instance(), "approval.approved"));
    return submitted->name();
  }
  void Hear(const event::v1::LogEvent& event) {
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.tenant, "services/customer-svc"), {},
                    resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return events_.Apply(work, event); }),
                IsOk());
  }
  v1::DataAccessRequest Get(const std::string& name) {
    v1::GetDataAccessRequestRequest request;
    request.set_name(name);
    return service_.catalog->Of<v1::DataAccessRequest>()
        .Get<v1::DataAccessRequest>(service_.call(), request)
        .value();
  }
  absl::Status Use(const std::string& request, int64_t records, const rpc::Call& call) {
    return access_.Use(call.principal, {}, request, records);
  }

  TestService service_;
  approvals::FakeApprovals workflow_;
  const DataAccess access_{service_.engine.get(), service_.resources->data_access_limits.get(),
                           service_.resources->data_access_requests.get()};
  const approvals::ApprovalClient client_{workflow_.target(), approvals::FakeActing()};
  const approvals::ApprovalDesk desk_{service_.engine.get(), &client_};
  DataAccessRequestServiceImpl requests_{service_.engine.get(),
                                         service_.resources->data_access_requests.get(),
                                         &service_.catalog->Of<v1::DataAccessRequest>(), &desk_};
  const approvals::ApprovalEvents events_{
      service_.engine.get(),
      {ApprovedDataAccess(*service_.resources->data_access_requests)},
      "services/customer-svc"};
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_TESTING_H_
