// The ways of a service that end by themselves. Serving is tested by the services' own processes,
// in tests/fault and tests/e2e.
#include "common/service/service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/reflection.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/event_log.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::service {
namespace {

using ::testing::HasSubstr;

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() : server_(SharedMariaDb()->CreateSchema().value()) {
    definition_.name = "test-svc";
    definition_.min_schema = 1;
    definition_.max_schema = 1;
    definition_.make_services = [this](const Parts&) -> absl::StatusOr<Services> {
      ++made_;
      return Services();
    };
  }

  // With the database's flags and `more`.
  absl::StatusOr<int> Run(const std::vector<std::pair<std::string, std::string>>& more) {
    const absl::FlagSaver saver;
    std::vector<std::pair<std::string, std::string>> flags = {
        {"db_socket", server_.socket},
        {"db_user", server_.user},
        {"db_schema", server_.schema},
        {"schema_dir", "common/service/testdata/schema"}};
    flags.insert(flags.end(), more.begin(), more.end());
    for (const auto& [flag, value] : flags) {
      std::string error;
      if (!absl::FindCommandLineFlag(flag)->ParseFrom(value, &error)) {
        return absl::UnknownError(error);
      }
    }
    return service::Run(definition_);
  }

  const db::Server server_;
  Definition definition_;
  int made_ = 0;
};

TEST_F(ServiceTest, MigratesThenBringsRowsUpToDate) {
  int filled = 0;
  definition_.after_migration = [&](db::Database* database) {
    ++filled;
    return database->ReadOnly({}, [](db::Transaction& tx) {
      return tx.Select({"test.things", "SELECT COUNT(*) FROM things", /*infrastructure=*/true}, {})
          .status();
    });
  };
  EXPECT_EQ(Run({{"migrate", "true"}}).value(), 0);
  EXPECT_EQ(Run({{"migrate", "true"}}).value(), 0);
  EXPECT_EQ(filled, 2);
  EXPECT_EQ(made_, 0);
}

TEST_F(ServiceTest, MakesTheEventLogAnotherOne) {
  const db::Server server = SharedMariaDb()->CreateSchema("customer-svc/schema").value();
  const auto database = db::Database::Create({server}).value();
  UuidSource ids;
  events::EventLog log(database.get(), SystemClock(), &ids);
  const Uuid before = log.Id().value();
  EXPECT_EQ(Run({{"renew_event_log", "true"}, {"db_schema", server.schema}}).value(), 0);
  EXPECT_NE(log.Id().value(), before);
  EXPECT_EQ(made_, 0);
}

TEST_F(ServiceTest, RowsThatCannotBeBroughtUpToDateAreAnError) {
  definition_.after_migration = [](db::Database*) { return absl::InternalError("no"); };
  EXPECT_THAT(Run({{"migrate", "true"}}), StatusIs(absl::StatusCode::kInternal, "no"));
}

TEST_F(ServiceTest, DoesNotServeInAZoneThatIsNone) {
  EXPECT_THAT(Run({{"time_zone", "Mars/Olympus"}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--time_zone")));
}

// What serves a company listens to others, or has its database elsewhere.
TEST_F(ServiceTest, DoesNotMoveTheTimeOfWhatIsNoTest) {
  const std::pair<std::string, std::string> moved = {"business_clock_file", "/somewhere"};
  const std::vector<std::vector<std::pair<std::string, std::string>>> productive = {
      {moved, {"host", "0.0.0.0"}},
      {moved, {"host", "10.1.2.3"}},
      {moved, {"db_socket", ""}, {"db_host", "db.example"}},
      {moved, {"db_socket", ""}, {"db_host", "db.example"}, {"migrate", "true"}}};
  for (const auto& flags : productive) {
    EXPECT_THAT(Run(flags), StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("--business_clock_file is for tests")));
  }
  definition_.own_keys = [] { return std::string("{}"); };
  EXPECT_THAT(Run({moved}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("gateway")));
  EXPECT_EQ(made_, 0);
}

TEST_F(ServiceTest, DoesNotServeByABusinessClockThatSaysNothing) {
  EXPECT_THAT(Run({{"business_clock_file", "/nowhere"},
                   {"gateway", "127.0.0.1:1"},
                   {"service_secret_file", "/somewhere"},
                   {"sealing_key_file", "/somewhere"},
                   {"blind_index_key_file", "/somewhere"}}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("--business_clock_file")));
}

TEST_F(ServiceTest, DoesNotServeWithoutKeys) {
  EXPECT_THAT(Run({}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--gateway")));
  EXPECT_THAT(Run({{"gateway", "127.0.0.1:1"}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--service_secret_file")));
  EXPECT_THAT(Run({{"gateway", "127.0.0.1:1"},
                   {"service_secret_file", "/nowhere"},
                   {"sealing_key_file", "/nowhere"},
                   {"blind_index_key_file", "/nowhere"}}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere")));
  EXPECT_EQ(made_, 0);
}

}  // namespace
}  // namespace guanxi::service
