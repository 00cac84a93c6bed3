// What auditors are told of logins.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/audit/audit_reader.h"
#include "common/rpc/call.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/test_issuer.h"
#include "gateway/directory/names.h"
#include "gateway/directory/trusted.h"
#include "gtest/gtest.h"
#include "guanxi/audit/v1/audit.pb.h"

namespace guanxi::access {
namespace {

using audit::v1::AuditRecord;

class AuditTest : public ::testing::Test, protected TestIssuer {
 protected:
  void SetUp() override {
    PutUser("demo", "alice", Hash("demo-alice"));
    PutClient("demo", "console", "", {v1::ApiClient::PASSWORD, v1::ApiClient::REFRESH_TOKEN});
    PutClient("demo", "robot", Hash("demo-robot"), {v1::ApiClient::CLIENT_CREDENTIALS});
  }

  absl::StatusOr<TokenIssuer::Issued> LogIn(const std::string& user, const std::string& password) {
    TokenRequest request;
    request.grant = Grant::kPassword;
    request.client.client_id = "console@demo";
    request.username = user;
    request.password = password;
    return issuer->Issue(request, "192.0.2.1", Soon());
  }
  absl::Status ShowClient(const std::string& id, const std::string& secret) {
    TokenRequest request;
    request.client = {id, secret, std::nullopt};
    return issuer->Issue(request, "192.0.2.1", Soon()).status();
  }
  int64_t Records(AuditRecord::Kind kind, const std::string& actor,
                  const std::string& reason) const {
    return all.Number(
        absl::StrCat("SELECT COUNT(*) FROM audit_records WHERE kind = ", static_cast<int>(kind),
                     " AND actor = '", actor, "' AND reason = '", reason, "'"));
  }
  std::string Alice() const { return all.UserNamed("alice"); }
};

TEST_F(AuditTest, LoginsAndTheirEndsAreRecorded) {
  const auto issued = LogIn("alice", "demo-alice");
  ASSERT_THAT(issued, IsOk());
  EXPECT_EQ(Records(AuditRecord::LOGGED_IN, Alice(), ""), 1);
  RevocationRequest revocation;
  revocation.client.client_id = "console@demo";
  revocation.token = issued->refresh_token;
  ASSERT_THAT(issuer->Revoke(revocation, "192.0.2.1", Soon()), IsOk());
  const Uuid console = store.FindClient(all.tenant, "console", Soon()).value()->id;
  EXPECT_EQ(
      Records(AuditRecord::LOGGED_OUT, absl::StrCat("clients/", console.ToString()), "REVOKED"), 1);
}

// Whoever ended it: the session's own record says whose it was.
TEST_F(AuditTest, ChangesOfASessionSayWhose) {
  const auto issued = LogIn("alice", "demo-alice");
  ASSERT_THAT(issued, IsOk());
  RevocationRequest revocation;
  revocation.client.client_id = "console@demo";
  revocation.token = issued->refresh_token;
  ASSERT_THAT(issuer->Revoke(revocation, "192.0.2.1", Soon()), IsOk());
  const audit::AuditReader reader(all.engine.get(), all.resources->all());
  rpc::Call call = all.admin();
  call.principal = directory::Trusted(all.tenant, all.ada);
  audit::v1::ListAuditRecordsRequest request;
  request.set_filter(
      "resource_type = \"guanxi.dev/Session\" AND (kind = CREATED OR kind = UPDATED)");
  const auto page = reader.List(call, request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->audit_records_size(), 2);
  EXPECT_EQ(page->audit_records(0).kind(), AuditRecord::UPDATED);
  EXPECT_EQ(page->audit_records(1).kind(), AuditRecord::CREATED);
  for (const AuditRecord& record : page->audit_records()) EXPECT_EQ(record.subject(), Alice());
}

TEST_F(AuditTest, FailedLoginsAreRecordedOnceAMinute) {
  EXPECT_FALSE(LogIn("alice", "wrong-password").ok());
  EXPECT_FALSE(LogIn("alice", "wrong-password").ok());
  EXPECT_EQ(Records(AuditRecord::LOGIN_FAILED, Alice(), "INVALID_GRANT"), 1);
  all.clock.Advance(absl::Minutes(1));
  EXPECT_FALSE(LogIn("alice", "wrong-password").ok());
  EXPECT_EQ(Records(AuditRecord::LOGIN_FAILED, Alice(), "INVALID_GRANT"), 2);
  EXPECT_EQ(Records(AuditRecord::LOGGED_IN, Alice(), ""), 0);
}

TEST_F(AuditTest, SoAreThoseOfNobodyWithoutTheNameThatWasTried) {
  EXPECT_FALSE(LogIn("my-password-by-mistake", "x").ok());
  EXPECT_EQ(Records(AuditRecord::LOGIN_FAILED, "", "INVALID_GRANT"), 1);
  EXPECT_EQ(all.Number("SELECT COUNT(*) FROM audit_records WHERE CONCAT(actor, reason, method, "
                       "resource_type) LIKE '%mistake%'"),
            0);
}

TEST_F(AuditTest, ProgramsThatFailAreRecordedAndTenantsThatAreNotThereAreNot) {
  const Uuid robot = store.FindClient(all.tenant, "robot", Soon()).value()->id;
  EXPECT_FALSE(ShowClient("robot@demo", "wrong-secret").ok());
  EXPECT_EQ(Records(AuditRecord::LOGIN_FAILED, absl::StrCat("clients/", robot.ToString()),
                    "INVALID_CLIENT"),
            1);
  const int64_t records = all.Number("SELECT COUNT(*) FROM audit_records");
  EXPECT_FALSE(ShowClient("robot@nowhere", "wrong-secret").ok());
  EXPECT_EQ(all.Number("SELECT COUNT(*) FROM audit_records"), records);
  // A program's token is no login.
  EXPECT_THAT(ShowClient("robot@demo", "demo-robot"), IsOk());
  EXPECT_EQ(all.Number("SELECT COUNT(*) FROM audit_records"), records);
}

}  // namespace
}  // namespace guanxi::access
