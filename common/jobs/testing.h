// What the tests of this folder share: a schema, a principal, and work that can be counted.
#ifndef GUANXI_COMMON_JOBS_TESTING_H_
#define GUANXI_COMMON_JOBS_TESTING_H_

#include <memory>
#include <string>
#include <utility>

#include "common/db/database.h"
#include "common/jobs/job.h"
#include "common/jobs/leases.h"
#include "common/jobs/operation_store.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "google/longrunning/operations.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "gtest/gtest.h"

namespace guanxi::jobs {

using Response = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

// Work of the kind "count": `kSteps` steps, each of which adds one row to the table `effects` and
// saves its number.
class JobsTest : public ::testing::Test {
 protected:
  static constexpr int kSteps = 5;
  static constexpr absl::Duration kLease = absl::Seconds(60);

  JobsTest() : JobsTest(SharedMariaDb()->CreateSchema("common/jobs/schema").value()) {}

  absl::StatusOr<Operation> Create(const Principal& principal, std::string request_id = "",
                                   std::string kind = "count") {
    NewOperation operation;
    operation.kind = std::move(kind);
    operation.principal = principal;
    operation.request_id = std::move(request_id);
    operation.request_hash = std::string(32, 'h');
    operation.metadata = PackAny(google::protobuf::Int64Value());
    return store_.Create(operation);
  }

  // One step of the work: the row and the checkpoint in one transaction.
  absl::Status Step(const Job& job, int64_t step) { return Step(database_.get(), job, step); }
  static absl::Status Step(db::Database* database, const Job& job, int64_t step) {
    return database->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      absl::Status status =
          tx.Execute({"test.insert", "INSERT INTO effects (tenant_id, id, step) VALUES (?, ?, ?)"},
                     {job.principal().tenant.bytes(), job.id().bytes(), step})
              .status();
      if (!status.ok()) return status;
      google::protobuf::Int64Value state;
      state.set_value(step);
      return job.Save(tx, state, state);
    });
  }

  Handler CountHandler() {
    return [this](Job& job) -> Response {
      auto state = std::make_unique<google::protobuf::Int64Value>();
      state->ParseFromString(job.checkpoint());
      while (state->value() < kSteps) {
        if (absl::Status status = job.Continue(); !status.ok()) return status;
        if (absl::Status status = Step(job, state->value() + 1); !status.ok()) return status;
        state->set_value(state->value() + 1);
      }
      return state;
    };
  }

  int64_t Effects(const Uuid& operation) {
    int64_t count = 0;
    EXPECT_THAT(
        database_->ReadOnly({},
                            [&](db::Transaction& tx) {
                              auto rows = tx.Select(
                                  {"test.count", "SELECT COUNT(*) FROM effects WHERE id = ?"},
                                  {operation.bytes()});
                              if (rows.ok()) count = (*rows)[0].Int64(0);
                              return rows.status();
                            }),
        IsOk());
    return count;
  }

  google::longrunning::Operation Fetch(const Operation& operation) {
    return ToProto(store_.Get(operation.principal, operation.id).value());
  }

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  UuidSource ids_;
  const db::Server server_;
  const std::unique_ptr<db::Database> database_;
  OperationStore store_;
  Leases leases_;
  const Principal alice_;
  const Principal bob_;

 private:
  explicit JobsTest(const db::Server& server)
      : server_(server),
        database_(db::Database::Create({server}).value()),
        store_(database_.get(), &clock_, &ids_),
        leases_(database_.get(), &clock_, {"test"}),
        alice_{ids_.Next(), "users/alice", "console"},
        bob_{ids_.Next(), "users/bob", "console"} {
    EXPECT_THAT(SharedMariaDb()->Execute(
                    "CREATE TABLE effects (tenant_id BINARY(16), id BINARY(16), step INT, "
                    "UNIQUE KEY (tenant_id, id, step)) CHARSET utf8mb4",
                    server.schema),
                IsOk());
  }
};

}  // namespace guanxi::jobs

#endif  // GUANXI_COMMON_JOBS_TESTING_H_
