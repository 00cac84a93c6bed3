// Work ends with the permission of who started it.
#include "common/jobs/permitted.h"

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/jobs/runner.h"
#include "common/jobs/testing.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy_store.h"
#include "common/testing/eventually.h"

namespace guanxi::jobs {
namespace {

class PermittedTest : public JobsTest {
 protected:
  PermittedTest() {
    starter_.tenant = alice_.tenant;
    starter_.subject = absl::StrCat("users/", DeriveUuid("user", "alice").ToString());
  }

  absl::StatusOr<access::v1::GetPolicySnapshotResponse> Snapshot(const Uuid& tenant) const {
    access::v1::GetPolicySnapshotResponse response;
    auto* snapshot = response.mutable_snapshot();
    snapshot->set_tenant(tenant.ToString());
    snapshot->set_version(version_);
    auto* role = snapshot->add_roles();
    role->set_name("roles/r");
    auto* permission = role->add_permissions();
    permission->set_pattern(version_ == 1 ? "things.count" : "things.read");
    permission->set_scope(access::v1::ALL);
    auto* user = snapshot->add_users();
    user->set_name(starter_.subject);
    user->add_roles("roles/r");
    user->set_active(true);
    return response;
  }
  absl::Status Decide() {
    Principal starter = starter_;
    return authorizer_.Decide("things.count", absl::Now() + absl::Seconds(10), &starter);
  }

  std::atomic<int64_t> version_{1};
  Principal starter_;
  policy::PolicyStore store_of_policies_{
      [this](const Uuid& tenant, int64_t) { return Snapshot(tenant); },
      [] {
        policy::PolicyStore::Options options;
        options.interval = absl::Milliseconds(20);
        return options;
      }()};
  const policy::Authorizer authorizer_{&store_of_policies_};
};

TEST_F(PermittedTest, ALostPermissionEndsTheWorkAtTheNextStep) {
  const auto operation = Create(starter_);
  ASSERT_THAT(operation, IsOk());
  const Handler handler = [this](Job& job) -> Response {
    for (int step = 1; step <= kSteps; ++step) {
      if (absl::Status status = job.Continue(); !status.ok()) return status;
      if (absl::Status status = Step(job, step); !status.ok()) return status;
      if (step == 2) {
        version_ = 2;
        EXPECT_TRUE(Eventually([&] { return !Decide().ok(); }));
      }
    }
    return std::make_unique<google::protobuf::Int64Value>();
  };
  Runner runner(&leases_, {{"count", WithPermission(&authorizer_, "things.count", handler)}});
  EXPECT_TRUE(runner.RunOne().value());
  const google::longrunning::Operation ended = Fetch(*operation);
  EXPECT_TRUE(ended.done());
  EXPECT_EQ(ended.error().code(), static_cast<int>(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(Effects(operation->id), 2);
}

}  // namespace
}  // namespace guanxi::jobs
