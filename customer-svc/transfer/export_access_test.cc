// Exports that name a data access request, and what they count against it.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/policy/policy_store.h"
#include "common/resource/reader.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/access/data_access.h"
#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/data_access_limit.pb.h"
#include "guanxi/customer/v1/data_access_request.pb.h"

namespace guanxi::customer {
namespace {

using type::v1::Approval;
using v1::DataAccessRequest;

class ExportAccessTest : public TransferTest {
 protected:
  ExportAccessTest() { call_.principal.subject = User("alice"); }

  static std::string User(const std::string& who) {
    return absl::StrCat("users/", DeriveUuid("user", who).ToString());
  }
  // One of the caller's, of so many records; its name.
  std::string Request(int records, Approval::State state, absl::Duration left = absl::Hours(1)) {
    const resource::ResourceName name{Uuid(), ids_.Next()};
    DataAccessRequest request;
    request.set_purpose("五一活动短信名单");
    request.set_owner(call_.principal.subject);
    request.set_record_limit(records);
    request.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(clock_.Now() + left));
    request.mutable_approval()->set_state(state);
    EXPECT_THAT(engine_.Write(call_.principal, {}, {},
                              [&](resource::UnitOfWork& work) {
                                DataAccessRequest made = request;
                                return work.Insert(*resources_->data_access_requests, name, &made);
                              }),
                IsOk());
    return resource::FormatName(resources_->data_access_requests->type(), name);
  }
  int64_t Used(const std::string& request) {
    const auto name =
        resource::ParseName(resources_->data_access_requests->type(), request, "name");
    int64_t used = -1;
    EXPECT_THAT(engine_.Write(
                    call_.principal, {}, {},
                    [&](resource::UnitOfWork& work) -> absl::Status {
                      const auto row = work.Peek(*resources_->data_access_requests, *name);
                      if (!row.ok()) return row.status();
                      used = static_cast<const DataAccessRequest&>(*(*row)->message).used_records();
                      return absl::OkStatus();
                    }),
                IsOk());
    return used;
  }
  absl::StatusOr<google::longrunning::Operation> Begin(const std::string& request) {
    v1::ExportCustomersRequest options;
    options.set_data_access_request(request);
    return counted_.Export(call_, options);
  }
  // What became of it.
  google::longrunning::Operation Work(const std::string& operation) {
    while (counting_.RunOne().value()) {
    }
    return Fetch(operation);
  }

  // From now on the caller has a role that may read out so many customers within a day.
  void LimitTo(int records) {
    const resource::ResourceName name{Uuid(), ids_.Next()};
    const std::string role = absl::StrCat("roles/", ids_.Next().ToString());
    EXPECT_THAT(engine_.Write(call_.principal, {}, {},
                              [&](resource::UnitOfWork& work) {
                                v1::DataAccessLimit made;
                                made.set_role(role);
                                made.set_max_records(records);
                                return work.Insert(*resources_->data_access_limits, name, &made);
                              }),
                IsOk());
    access::v1::GetPolicySnapshotResponse answer;
    access::v1::PolicySnapshot& snapshot = *answer.mutable_snapshot();
    snapshot.set_version(1);
    snapshot.set_tenant(call_.principal.tenant.ToString());
    snapshot.add_roles()->set_name(role);
    auto* const all = snapshot.mutable_roles(0)->add_permissions();
    all->set_pattern("*");
    all->set_scope(access::v1::ALL);
    auto* const user = snapshot.add_users();
    user->set_name(call_.principal.subject);
    user->add_roles(role);
    user->set_active(true);
    store_ = std::make_unique<policy::PolicyStore>(
        [answer](const Uuid&, int64_t) {
          return absl::StatusOr<access::v1::GetPolicySnapshotResponse>(answer);
        },
        policy::PolicyStore::Options());
    authorizer_.emplace(store_.get());
    EXPECT_THAT(
        authorizer_->Decide("customers.export", absl::Now() + absl::Seconds(10), &call_.principal),
        IsOk());
    environment_->set_read_meter(
        [this](const rpc::Call& call, const resource::ResourceType& type, int64_t count) {
          return access_.Meter(call, type, count);
        });
  }
  // A page of all customers.
  absl::Status Page() {
    const resource::Reader reader(&engine_, resources_->customers.get(), nullptr);
    v1::ListCustomersResponse response;
    return reader.List(call_, v1::ListCustomersRequest(), &response);
  }

  std::unique_ptr<policy::PolicyStore> store_;
  const DataAccess access_{&engine_, resources_->data_access_limits.get(),
                           resources_->data_access_requests.get()};
  const TransferTools counted_tools_{database_.get(), &files_, &engine_,
                                     resources_->customers.get(), &access_};
  jobs::Runner counting_{&leases_,
                         {{kExportKind, jobs::WithPermission(&*authorizer_, "customers.export",
                                                             ExportHandler(counted_tools_))}}};
  FileTransfer counted_{counted_tools_, &operations_, &clock_, &ids_};
};

TEST_F(ExportAccessTest, WhatItHoldsCountsAgainstTheRequestThatItNames) {
  Import("id,name\n1,甲\n2,乙\n3,丙\n");
  const std::string request = Request(5, Approval::APPROVED);
  const auto first = Begin(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_TRUE(Work(first->name()).has_response());
  EXPECT_EQ(Used(request), 3);
  EXPECT_EQ(CountRows(absl::StrCat("audit_records WHERE kind = 8 AND reason = '", request, "'")),
            1);
  // Two are left, and three would be needed: it ends without a file.
  const auto second = Begin(request);
  ASSERT_THAT(second, IsOk());
  const auto failed = Work(second->name());
  ASSERT_TRUE(failed.has_error()) << failed.ShortDebugString();
  EXPECT_EQ(failed.error().code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Used(request), 3);
}

TEST_F(ExportAccessTest, ExportsAndPagesCountTogetherByTheDay) {
  Import("id,name\n1,甲\n2,乙\n3,丙\n");
  const std::string request = Request(5, Approval::APPROVED);
  LimitTo(6);
  EXPECT_THAT(Page(), IsOk());
  // Each customer once, though an export reads pages, too.
  const auto first = Begin("");
  ASSERT_THAT(first, IsOk());
  EXPECT_TRUE(Work(first->name()).has_response());
  const auto second = Begin("");
  ASSERT_THAT(second, IsOk());
  const auto refused = Work(second->name());
  ASSERT_TRUE(refused.has_error()) << refused.ShortDebugString();
  EXPECT_EQ(refused.error().code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Used(request), 0);
  // It has to name the request, which has no room for a page then.
  const auto named = Begin(request);
  ASSERT_THAT(named, IsOk());
  EXPECT_TRUE(Work(named->name()).has_response());
  EXPECT_EQ(Used(request), 3);
  EXPECT_THAT(Page(), HasReason("DATA_ACCESS_LIMIT"));
  clock_.Advance(absl::Hours(26));
  const auto later = Begin("");
  ASSERT_THAT(later, IsOk());
  EXPECT_TRUE(Work(later->name()).has_response());
  EXPECT_THAT(Page(), IsOk());
  EXPECT_THAT(Page(), HasReason("DATA_ACCESS_LIMIT"));
}

TEST_F(ExportAccessTest, WhatCannotBeUsedIsRefusedAtOnce) {
  EXPECT_THAT(Begin(Request(5, Approval::SUBMITTED)), HasReason("DATA_ACCESS_NOT_APPROVED"));
  EXPECT_THAT(Begin(Request(5, Approval::APPROVED, -absl::Hours(1))),
              HasReason("DATA_ACCESS_REQUEST_OVER"));
  EXPECT_THAT(Begin("dataAccessRequests/018f0000-0000-7000-8000-0000000000aa"),
              HasReason("DATA_ACCESS_REQUEST_NOT_FOUND"));
  EXPECT_THAT(Begin("customers/1"), StatusIs(absl::StatusCode::kInvalidArgument));
  const std::string request = Request(5, Approval::APPROVED);
  call_.principal.subject = User("bob");
  EXPECT_THAT(Begin(request), HasReason("NOT_REQUEST_OWNER"));
  EXPECT_EQ(CountRows("operations"), 0);
}

}  // namespace
}  // namespace guanxi::customer
