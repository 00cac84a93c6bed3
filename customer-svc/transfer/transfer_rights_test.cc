// Imports and exports by those who may not see everything.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/policy/policy_store.h"
#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TransferRightsTest : public TransferTest {
 protected:
  // From now on everything is done by a user with this role (access.v1.RoleRights as text).
  void Become(const std::string& role_text) {
    access::v1::PolicySnapshot snapshot;
    auto* role = snapshot.add_roles();
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(role_text, role));
    role->set_name("roles/r");
    auto* user = snapshot.add_users();
    user->set_name(kUser);
    user->add_roles("roles/r");
    user->set_active(true);
    snapshot.set_version(++version_);
    snapshot.set_tenant(call_.principal.tenant.ToString());
    authorizer_.emplace();
    store_ = std::make_unique<policy::PolicyStore>(
        [snapshot](const Uuid&, int64_t) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
          access::v1::GetPolicySnapshotResponse response;
          *response.mutable_snapshot() = snapshot;
          return response;
        },
        policy::PolicyStore::Options());
    authorizer_.emplace(store_.get());
    call_.principal.subject = kUser;
  }
  // A call by its permission.
  absl::Status Decide(const std::string& permission) {
    return authorizer_->Decide(permission, absl::Now() + absl::Seconds(10), &call_.principal);
  }
  // As who sees everything.
  std::map<std::string, v1::Customer> ListAll() {
    auto rights = std::exchange(call_.principal.rights, policy::AllRights());
    auto customers = List();
    call_.principal.rights = std::move(rights);
    return customers;
  }

  const std::string kUser = absl::StrCat("users/", DeriveUuid("user", "alice").ToString());
  int64_t version_ = 0;
  std::unique_ptr<policy::PolicyStore> store_;
};

TEST_F(TransferRightsTest, AnImportTouchesNoCustomerThatIsHidden) {
  Import("id,name\n1,甲\n");
  Become("permissions {pattern: '*' scope: SELF} unmasks: NAME unmasks: PHONE unmasks: NOTE");
  ASSERT_THAT(Decide("customers.import"), IsOk());
  EXPECT_EQ(Counts(Import("id,name,city\n1,乙,杭州\n2,丙,杭州\n")), "2: 1 0 0 1");
  auto all = ListAll();
  EXPECT_EQ(all.size(), 2);
  EXPECT_EQ(all["甲"].city(), "");
  EXPECT_EQ(all["丙"].owner(), kUser);
  // His own he may change.
  EXPECT_EQ(Counts(Import("id,name,city\n2,丙,宁波\n")), "1: 0 1 0 0");
  EXPECT_EQ(ListAll()["丙"].city(), "宁波");
}

// That something is taken is all that is told, by a dry run as well.
TEST_F(TransferRightsTest, AnImportNamesNoCustomerThatIsHidden) {
  Import("id,name\n1,甲\n");
  Import("name\n乙\n");
  Become("permissions {pattern: '*' scope: SELF} unmasks: NAME");
  ASSERT_THAT(Decide("customers.import"), IsOk());
  for (const char* rows : {"id,name\n1,甲\n", "name\n乙\n"}) {
    std::string said[2];
    for (const bool dry_run : {false, true}) {
      v1::ImportCustomersRequest options = Options();
      options.set_dry_run(dry_run);
      const v1::ImportCustomersResponse response = Import(rows, options);
      EXPECT_EQ(Counts(response), "1: 0 0 0 1") << rows;
      said[dry_run] = Download(response.error_file());
      EXPECT_THAT(said[dry_run], HasSubstr("already exists"));
      EXPECT_THAT(said[dry_run], Not(HasSubstr("customers/")));
    }
    EXPECT_EQ(said[0], said[1]);
  }
}

TEST_F(TransferRightsTest, AnExportHoldsWhatItsStarterSees) {
  Import("id,name,phone\n1,甲,13800000001\n");
  Become("permissions {pattern: '*' scope: SELF} unmasks: NAME unmasks: PHONE unmasks: NOTE");
  ASSERT_THAT(Decide("customers.import"), IsOk());
  Import("id,name,phone,industry\n2,乙公司,13800000002,食品\n");
  Become(
      "permissions {pattern: 'customers.read' scope: ALL} permissions {pattern: 'customers.export' "
      "scope: SELF} permissions {pattern: 'files.*' scope: ALL} field_policies {resource_type: "
      "'guanxi.dev/Customer' path: 'industry' access: HIDDEN}");
  ASSERT_THAT(Decide("customers.export"), IsOk());
  for (const v1::FileFormat format : {v1::CSV, v1::JSON_LINES}) {
    const std::string file = Export("", format);
    EXPECT_THAT(file, HasSubstr("138****0002"));
    for (const char* hidden : {"甲", "13800000001", "13800000002", "食品", "乙公司"}) {
      EXPECT_THAT(file, Not(HasSubstr(hidden)));
    }
  }
}

TEST_F(TransferRightsTest, WhoLosesThePermissionLosesTheWork) {
  Become("permissions {pattern: '*' scope: ALL}");
  ASSERT_THAT(Decide("customers.import"), IsOk());
  const auto operation = Upload("id,name\n1,甲\n", Options());
  ASSERT_THAT(operation, IsOk());
  Become("permissions {pattern: 'customers.read' scope: ALL}");
  EXPECT_TRUE(runner_.RunOne().value());
  const google::longrunning::Operation ended = Fetch(operation->name());
  EXPECT_TRUE(ended.done());
  EXPECT_EQ(ended.error().code(), static_cast<int>(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(CountRows("customers"), 0);
}

TEST_F(TransferRightsTest, WhoLosesThePermissionLosesTheFile) {
  Become("permissions {pattern: '*' scope: ALL}");
  ASSERT_THAT(Decide("customers.import"), IsOk());
  Import("id,name\n1,甲\n");
  ASSERT_THAT(Decide("customers.export"), IsOk());
  v1::ExportCustomersRequest request;
  request.set_format(v1::CSV);
  const auto operation = transfer_.Export(call_, request);
  ASSERT_THAT(operation, IsOk());
  EXPECT_TRUE(runner_.RunOne().value());
  v1::DownloadFileRequest download;
  download.set_name(Response<v1::ExportCustomersResponse>(operation->name()).file());
  std::string bytes;
  ASSERT_THAT(Decide("own"), IsOk());
  EXPECT_THAT(ReadAll(transfer_.Download(call_, download), &bytes), IsOk());
  Become("permissions {pattern: 'customers.read' scope: ALL}");
  ASSERT_THAT(Decide("own"), IsOk());
  bytes.clear();
  EXPECT_THAT(ReadAll(transfer_.Download(call_, download), &bytes),
              HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_EQ(bytes, "");
}

// Who still makes exports, of less, does not get one of more.
TEST_F(TransferRightsTest, WhoSeesLessLosesTheFileOfMore) {
  Import("id,name,phone\n1,甲,13800000001\n");
  Become("permissions {pattern: '*' scope: ALL} unmasks: NAME unmasks: PHONE");
  ASSERT_THAT(Decide("customers.export"), IsOk());
  v1::ExportCustomersRequest request;
  request.set_format(v1::CSV);
  const auto operation = transfer_.Export(call_, request);
  ASSERT_THAT(operation, IsOk());
  EXPECT_TRUE(runner_.RunOne().value());
  v1::DownloadFileRequest download;
  download.set_name(Response<v1::ExportCustomersResponse>(operation->name()).file());
  for (const char* role : {"permissions {pattern: '*' scope: SELF} unmasks: NAME unmasks: PHONE",
                           "permissions {pattern: '*' scope: ALL} unmasks: NAME"}) {
    Become(role);
    ASSERT_THAT(Decide("own"), IsOk());
    std::string bytes;
    ReadAll(transfer_.Download(call_, download), &bytes).IgnoreError();
    EXPECT_THAT(bytes, Not(HasSubstr("13800000001"))) << role;
  }
}

// As of any other full value beside a mask, only that it was taken is told.
TEST_F(TransferRightsTest, AnImportTellsNoGuessWithStars) {
  Import("id,name,phone\n1,甲,13800000001\n");
  Become("permissions {pattern: '*' scope: ALL} unmasks: NAME");
  ASSERT_THAT(Decide("customers.import"), IsOk());
  v1::ImportCustomersRequest options = Options();
  options.set_dry_run(true);
  for (const char* number : {"13800000001", "13800000001**", "13800000002**"}) {
    const std::string row =
        absl::StrCat(R"({"externalIds":{"erp":"1"},"displayName":"甲","phones":[{"number":")",
                     number, "\"}]}\n");
    EXPECT_EQ(Counts(Import(row, options)), "1: 0 1 0 0") << number;
  }
}

TEST_F(TransferRightsTest, AnExportByHiddenFieldsDoesNotBegin) {
  Become(
      "permissions {pattern: '*' scope: ALL} field_policies {resource_type: 'guanxi.dev/Customer' "
      "path: 'industry' access: HIDDEN}");
  ASSERT_THAT(Decide("customers.export"), IsOk());
  v1::ExportCustomersRequest request;
  request.set_format(v1::CSV);
  request.set_filter("industry = \"食品\"");
  EXPECT_THAT(transfer_.Export(call_, request), HasReason("INVALID_FILTER"));
}

// Else it would be begun anew, and counted anew, until nobody knows why it failed.
TEST_F(TransferRightsTest, AnExportThatTriesTooManyValuesEnds) {
  environment_->set_lookups_per_hour(1);
  Become(
      "permissions {pattern: '*' scope: ALL} field_policies {resource_type: 'guanxi.dev/Customer' "
      "path: 'industry' access: MASKED}");
  ASSERT_THAT(Decide("customers.export"), IsOk());
  v1::ExportCustomersRequest request;
  request.set_format(v1::CSV);
  request.set_filter("industry = \"食品\" OR industry = \"钢铁\"");
  const auto operation = transfer_.Export(call_, request);
  ASSERT_THAT(operation, IsOk());
  EXPECT_TRUE(runner_.RunOne().value());
  const google::longrunning::Operation ended = Fetch(operation->name());
  EXPECT_TRUE(ended.done());
  EXPECT_EQ(ended.error().code(), static_cast<int>(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace guanxi::customer
