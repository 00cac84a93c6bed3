#include "common/db/driver_error.h"

#include <vector>

#include "common/base/log.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::db {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

class DriverErrorTest : public ::testing::Test {
 protected:
  DriverErrorTest() {
    SetLogSink([this](absl::string_view line) { log_ += std::string(line); });
  }
  ~DriverErrorTest() override { SetLogSink(nullptr); }

  absl::Status Translate(int code, const std::string& text = "driver text") {
    return ToStatus({code, "HY000", text}, "test.query");
  }

  std::string log_;
};

TEST_F(DriverErrorTest, TranslatesByTheTable) {
  struct Case {
    int code;
    absl::StatusCode status;
    const char* reason;
    Aftermath aftermath;
  };
  const Case cases[] = {
      {1062, absl::StatusCode::kAlreadyExists, "DUPLICATE_KEY", Aftermath::kStatementFailed},
      {1213, absl::StatusCode::kAborted, "TRANSACTION_CONFLICT", Aftermath::kRunAgain},
      {1020, absl::StatusCode::kAborted, "TRANSACTION_CONFLICT", Aftermath::kRunAgain},
      {1205, absl::StatusCode::kAborted, "LOCK_WAIT_TIMEOUT", Aftermath::kRunAgain},
      {1969, absl::StatusCode::kDeadlineExceeded, "QUERY_TIME_LIMIT", Aftermath::kStatementFailed},
      {1406, absl::StatusCode::kInvalidArgument, "VALUE_REJECTED", Aftermath::kStatementFailed},
      {1047, absl::StatusCode::kUnavailable, "DB_UNAVAILABLE", Aftermath::kConnectionLost},
      {2013, absl::StatusCode::kUnavailable, "DB_UNAVAILABLE", Aftermath::kConnectionLost},
      {2999, absl::StatusCode::kUnavailable, "DB_UNAVAILABLE", Aftermath::kConnectionLost},
      {1040, absl::StatusCode::kResourceExhausted, "DB_CONNECTION_LIMIT",
       Aftermath::kStatementFailed},
      {1114, absl::StatusCode::kResourceExhausted, "DB_STORAGE_FULL", Aftermath::kStatementFailed},
      {0, absl::StatusCode::kInternal, "DATABASE_ERROR", Aftermath::kStatementFailed},
      {1064, absl::StatusCode::kInternal, "DATABASE_ERROR", Aftermath::kStatementFailed},
      {3000, absl::StatusCode::kInternal, "DATABASE_ERROR", Aftermath::kStatementFailed},
  };
  for (const Case& c : cases) {
    const absl::Status status = Translate(c.code);
    EXPECT_THAT(status, StatusIs(c.status)) << c.code;
    EXPECT_THAT(status, HasReason(c.reason)) << c.code;
    EXPECT_EQ(AftermathOf(c.code), c.aftermath) << c.code;
  }
}

TEST_F(DriverErrorTest, DriverTextGoesToTheLogOnly) {
  const absl::Status status = Translate(2013, "Lost connection to server during query");
  EXPECT_THAT(status.ToString(), Not(HasSubstr("Lost connection")));
  EXPECT_THAT(log_, HasSubstr("Lost connection to server during query"));
  EXPECT_THAT(log_, HasSubstr("test.query"));
  EXPECT_THAT(log_, HasSubstr("2013"));
}

TEST_F(DriverErrorTest, StoredValuesStayOutOfTheLog) {
  (void)Translate(1366, "Incorrect string value: 'O'Brien\\xE4' for column `a`.`t`.`name`");
  EXPECT_THAT(log_, Not(HasSubstr("Brien")));
  EXPECT_THAT(log_, HasSubstr("Incorrect string value"));
  log_.clear();
  (void)Translate(1062, "Duplicate entry 'ann@example.com' for key 'uq_email'");
  EXPECT_EQ(log_, "");
}

TEST_F(DriverErrorTest, DuplicateKeyNamesTheKey) {
  EXPECT_THAT(DuplicateKey(Translate(1062, "Duplicate entry 'x' for key 'uq_email'")),
              Optional(std::string("uq_email")));
  EXPECT_THAT(
      DuplicateKey(Translate(1062, "Duplicate entry 'it's for key 'z' for key 't.PRIMARY'")),
      Optional(std::string("PRIMARY")));
  EXPECT_EQ(DuplicateKey(Translate(1213)), std::nullopt);
  EXPECT_EQ(DuplicateKey(absl::OkStatus()), std::nullopt);
}

TEST_F(DriverErrorTest, UnknownOutcomeIsToldFromOtherUnavailability) {
  EXPECT_TRUE(IsUnknownOutcome(UnknownOutcome()));
  EXPECT_THAT(UnknownOutcome(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(IsUnknownOutcome(Translate(2013)));
  EXPECT_FALSE(IsUnknownOutcome(absl::OkStatus()));
}

}  // namespace
}  // namespace guanxi::db
