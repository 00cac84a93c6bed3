// How many customers may be read out, and requests to go beyond that, over the service's resources.
#include "customer-svc/access/data_access.h"

#include <string>
#include <utility>
#include <vector>

#include "common/approvals/approval_client.h"
#include "common/approvals/approval_desk.h"
#include "common/approvals/approval_events.h"
#include "common/approvals/fake_approvals.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/access/data_access_rules.h"
#include "customer-svc/access/data_access_service.h"
#include "customer-svc/test_service.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/data_access_limit_service.pb.h"
#include "guanxi/customer/v1/data_access_request_service.pb.h"

namespace guanxi::customer {
namespace {

using type::v1::Approval;
using v1::Customer;
using v1::DataAccessLimit;
using v1::DataAccessRequest;

constexpr char kRole[] = "roles/0196b0a0-0000-7000-8000-000000000009";
constexpr char kOther[] = "roles/0196b0a0-0000-7000-8000-000000000008";

class DataAccessTest : public ::testing::Test {
 protected:
  DataAccessTest() {
    service_.environment->set_read_meter(
        [this](const rpc::Call& call, const resource::ResourceType& type, int64_t records) {
          return access_.Meter(call, type, records);
        });
    service_.CreateMany(6, [](int, Customer*) {});
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
  DataAccessLimit Limit(const std::string& role, int records) {
    v1::CreateDataAccessLimitRequest request;
    request.mutable_data_access_limit()->set_role(role);
    request.mutable_data_access_limit()->set_max_records(records);
    const auto made =
        service_.catalog->Of<DataAccessLimit>().Create<DataAccessLimit>(service_.call(), request);
    EXPECT_THAT(made, IsOk());
    service_.clock.Advance(DataAccess::kMaxAge);
    return made.value();
  }
  absl::Status List(const rpc::Call& call, int page_size) {
    v1::ListCustomersRequest request;
    request.set_page_size(page_size);
    return service_.customers->List<v1::ListCustomersResponse>(call, request).status();
  }
  absl::StatusOr<DataAccessRequest> Write(int records, const rpc::Call& call) {
    v1::CreateDataAccessRequestRequest request;
    auto& asked = *request.mutable_data_access_request();
    asked.set_purpose("五一活动短信名单");
    asked.set_owner(call.principal.subject);
    asked.set_record_limit(records);
    asked.mutable_expire_time()->set_seconds(
        absl::ToUnixSeconds(service_.clock.Now() + absl::Hours(48)));
    return service_.catalog->Of<DataAccessRequest>().Create<DataAccessRequest>(call, request);
  }
  absl::StatusOr<DataAccessRequest> Submit(const std::string& name, const rpc::Call& call) {
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
  DataAccessRequest Get(const std::string& name) {
    v1::GetDataAccessRequestRequest request;
    request.set_name(name);
    return service_.catalog->Of<DataAccessRequest>()
        .Get<DataAccessRequest>(service_.call(), request)
        .value();
  }
  absl::Status Use(const std::string& request, int64_t records, const rpc::Call& call) {
    return access_.Use(call.principal, {}, request, records);
  }

  TestService service_;
  approvals::FakeApprovals workflow_;
  const DataAccess access_{service_.engine.get(), service_.resources->data_access_limits.get(),
                           service_.resources->data_access_requests.get()};
  const approvals::ApprovalClient client_{workflow_.target()};
  const approvals::ApprovalDesk desk_{service_.engine.get(), &client_};
  DataAccessRequestServiceImpl requests_{service_.engine.get(),
                                         service_.resources->data_access_requests.get(),
                                         &service_.catalog->Of<DataAccessRequest>(), &desk_};
  const approvals::ApprovalEvents events_{
      service_.engine.get(),
      {ApprovedDataAccess(*service_.resources->data_access_requests)},
      "services/customer-svc"};
};

TEST_F(DataAccessTest, WithoutLimitsNothingIsCounted) {
  for (int i = 0; i < 3; ++i) EXPECT_THAT(List(CallWith({kRole}), 6), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM guards WHERE kind = 'customers_read_out'"), 0);
}

TEST_F(DataAccessTest, ListsSearchesAndBatchesCountTogether) {
  Limit(kRole, 10);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 6), IsOk());
  v1::BatchGetCustomersRequest batch;
  v1::ListCustomersRequest list;
  for (const auto& customer :
       service_.customers->List<v1::ListCustomersResponse>(service_.call(), list)->customers()) {
    if (batch.names_size() < 2) batch.add_names(customer.name());
  }
  EXPECT_THAT(service_.customers->BatchGet<v1::BatchGetCustomersResponse>(call, batch), IsOk());
  v1::SearchCustomersRequest search;
  search.set_query("公司");
  search.set_page_size(6);
  const auto found = service_.customers->Search<v1::SearchCustomersResponse>(call, search);
  const bool fits = found.ok() && found->customers_size() <= 2;
  EXPECT_TRUE(fits || Reason(found.status()) == "DATA_ACCESS_LIMIT") << found.status();
  EXPECT_EQ(Reason(List(call, 6)), "DATA_ACCESS_LIMIT");
}

TEST_F(DataAccessTest, APageThatGoesBeyondIsRefusedAsAWholeAndDoesNotCount) {
  Limit(kRole, 8);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 6), IsOk());
  const absl::Status refused = List(call, 3);
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(refused), "DATA_ACCESS_LIMIT");
  EXPECT_THAT(List(call, 2), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
  // Each person counts alone.
  EXPECT_THAT(List(CallWith({kRole}, "bob"), 6), IsOk());
}

TEST_F(DataAccessTest, TheDayRolls) {
  Limit(kRole, 6);
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(List(call, 4), IsOk());
  service_.clock.Advance(absl::Hours(20));
  EXPECT_THAT(List(call, 2), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
  service_.clock.Advance(absl::Hours(5));
  EXPECT_THAT(List(call, 4), IsOk());
  EXPECT_EQ(Reason(List(call, 1)), "DATA_ACCESS_LIMIT");
}

TEST_F(DataAccessTest, TheMildestOfSeveralRolesWins) {
  Limit(kRole, 1);
  EXPECT_THAT(List(CallWith({kRole, kOther}), 6), IsOk());
  Limit(kOther, 2);
  EXPECT_EQ(Reason(List(CallWith({kRole, kOther}), 3)), "DATA_ACCESS_LIMIT");
  EXPECT_THAT(List(CallWith({kRole, kOther}), 2), IsOk());
}

TEST_F(DataAccessTest, ADeletedLimitLimitsNothing) {
  const DataAccessLimit limit = Limit(kRole, 1);
  EXPECT_EQ(Reason(List(CallWith({kRole}), 3)), "DATA_ACCESS_LIMIT");
  v1::DeleteDataAccessLimitRequest request;
  request.set_name(limit.name());
  ASSERT_THAT(
      service_.catalog->Of<DataAccessLimit>().Delete<DataAccessLimit>(service_.call(), request),
      IsOk());
  service_.clock.Advance(DataAccess::kMaxAge);
  EXPECT_THAT(List(CallWith({kRole}), 3), IsOk());
}

TEST_F(DataAccessTest, AnApprovedRequestIsUsedUpToItsLimit) {
  const rpc::Call call = CallWith({kRole});
  const auto written = Write(10, call);
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(written->owner(), call.principal.subject);
  EXPECT_EQ(Reason(Use(written->name(), 1, call)), "DATA_ACCESS_NOT_APPROVED");
  const std::string name = Approved(10, call);
  ASSERT_FALSE(workflow_.requests().empty());
  const auto asked = workflow_.requests().back();
  EXPECT_EQ(asked.subject_type(), "guanxi.dev/DataAccessRequest");
  EXPECT_EQ(asked.snapshot().at("record_limit").values(0), "10");
  EXPECT_EQ(asked.snapshot().at("purpose").values(0), "五一活动短信名单");
  EXPECT_THAT(Use(name, 6, call), IsOk());
  EXPECT_EQ(Reason(Use(name, 5, call)), "DATA_ACCESS_USED_UP");
  EXPECT_THAT(Use(name, 4, call), IsOk());
  EXPECT_EQ(Get(name).used_records(), 10);
  EXPECT_EQ(Get(name).approval().state(), Approval::APPROVED);
}

TEST_F(DataAccessTest, ItIsItsOwnersUntilItsTimeIsOver) {
  const rpc::Call call = CallWith({kRole});
  const std::string name = Approved(10, call);
  EXPECT_EQ(Reason(Use(name, 1, CallWith({kRole}, "bob"))), "NOT_REQUEST_OWNER");
  service_.clock.Advance(absl::Hours(49));
  EXPECT_EQ(Reason(Use(name, 1, call)), "DATA_ACCESS_REQUEST_OVER");
}

TEST_F(DataAccessTest, AnotherContentNeedsAnotherApproval) {
  const rpc::Call call = CallWith({kRole});
  const std::string name = Approved(10, call);
  v1::UpdateDataAccessRequestRequest request;
  request.mutable_data_access_request()->set_name(name);
  request.mutable_data_access_request()->set_record_limit(1000);
  request.mutable_update_mask()->add_paths("record_limit");
  ASSERT_THAT(service_.catalog->Of<DataAccessRequest>().Update<DataAccessRequest>(call, request),
              IsOk());
  EXPECT_EQ(Get(name).approval().state(), Approval::WITHDRAWN);
  EXPECT_EQ(Reason(Use(name, 1, call)), "DATA_ACCESS_NOT_APPROVED");
}

TEST_F(DataAccessTest, OnlyWhoHasWrittenItSubmitsIt) {
  const auto written = Write(10, CallWith({kRole}));
  EXPECT_EQ(Reason(Submit(written->name(), CallWith({kRole}, "bob")).status()),
            "NOT_REQUEST_OWNER");
  service_.clock.Advance(absl::Hours(49));
  EXPECT_EQ(Reason(Submit(written->name(), CallWith({kRole})).status()),
            "DATA_ACCESS_REQUEST_OVER");
}

TEST_F(DataAccessTest, NoPolicyIsNoApproval) {
  const rpc::Call call = CallWith({kRole});
  const auto written = Write(10, call);
  workflow_.AnswerWith(FailedPrecondition("NO_APPROVAL_POLICY", written->name(), "none holds"));
  EXPECT_EQ(Reason(Submit(written->name(), call).status()), "NO_APPROVAL_POLICY");
  EXPECT_EQ(Reason(Use(written->name(), 1, call)), "DATA_ACCESS_NOT_APPROVED");
}

TEST_F(DataAccessTest, CountsHaveBounds) {
  const rpc::Call call = CallWith({kRole});
  EXPECT_THAT(Write(0, call),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::HasSubstr("record_limit")));
  EXPECT_THAT(Write(1'000'001, call), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::customer
