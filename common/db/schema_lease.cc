#include "common/db/schema_lease.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

constexpr absl::Duration kPollInterval = absl::Milliseconds(100);

constexpr char kCreateTable[] = R"(
CREATE TABLE IF NOT EXISTS schema_lease (
  id INT NOT NULL,
  holder VARCHAR(64) NOT NULL,
  epoch BIGINT NOT NULL,
  expire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

constexpr char kCreateRow[] =
    "INSERT IGNORE INTO schema_lease (id, holder, epoch, expire_time) "
    "VALUES (1, '', 0, UTC_TIMESTAMP(6))";

constexpr char kTake[] =
    "UPDATE schema_lease SET holder = ?, epoch = epoch + 1, "
    "expire_time = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND "
    "WHERE id = 1 AND expire_time <= UTC_TIMESTAMP(6)";

constexpr char kExtend[] =
    "UPDATE schema_lease SET expire_time = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND "
    "WHERE id = 1 AND holder = ?";

std::string NewHolder() {
  absl::BitGen random;
  return absl::StrCat(absl::Hex(absl::Uniform<uint64_t>(random), absl::kZeroPad16),
                      absl::Hex(absl::Uniform<uint64_t>(random), absl::kZeroPad16));
}

}  // namespace

absl::Status SchemaLease::CreateTable(Connection* connection) {
  GUANXI_RETURN_IF_ERROR(connection->Run("schema_lease.create_table", kCreateTable));
  return connection->Run("schema_lease.create_row", kCreateRow);
}

SchemaLease::SchemaLease(std::unique_ptr<Connection> connection, absl::Duration duration)
    : connection_(std::move(connection)), duration_(duration), holder_(NewHolder()) {}

absl::StatusOr<std::unique_ptr<SchemaLease>> SchemaLease::Acquire(
    std::unique_ptr<Connection> connection, absl::Duration duration, absl::Duration max_wait) {
  auto lease = std::unique_ptr<SchemaLease>(new SchemaLease(std::move(connection), duration));
  const absl::Time give_up = absl::Now() + max_wait;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const bool taken, lease->TryTake());
    if (taken) break;
    if (absl::Now() >= give_up) {
      return Error(absl::StatusCode::kAborted, "SCHEMA_LEASE_HELD",
                   "Another process is changing this schema.");
    }
    absl::SleepFor(kPollInterval);
  }
  lease->renewer_ = std::thread([raw = lease.get()] { raw->KeepRenewing(); });
  return lease;
}

SchemaLease::~SchemaLease() {
  if (!renewer_.joinable()) return;
  {
    MutexLock lock(&mutex_);
    stop_ = true;
    stop_changed_.Signal();
  }
  renewer_.join();
  if (!lost_) (void)Extend(absl::ZeroDuration());
}

absl::Status SchemaLease::Check() const {
  if (!lost_) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, "SCHEMA_LEASE_LOST",
               "The lease on the schema was lost; another process may be changing it.");
}

absl::StatusOr<bool> SchemaLease::TryTake() {
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows,
                          connection_->Execute("schema_lease.take", kTake,
                                               {holder_, absl::ToInt64Microseconds(duration_)}));
  return rows == 1;
}

absl::StatusOr<bool> SchemaLease::Extend(absl::Duration duration) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows,
                          connection_->Execute("schema_lease.extend", kExtend,
                                               {absl::ToInt64Microseconds(duration), holder_}));
  return rows == 1;
}

void SchemaLease::KeepRenewing() {
  absl::Time next = absl::Now() + duration_ / 3;
  while (true) {
    {
      MutexLock lock(&mutex_);
      while (!stop_ && absl::Now() < next) {
        stop_changed_.WaitWithTimeout(&mutex_, next - absl::Now());
      }
      if (stop_) return;
    }
    const absl::StatusOr<bool> extended = Extend(duration_);
    if (!extended.ok() || !*extended) {
      Log(Severity::kError, "db.schema_lease_lost");
      lost_ = true;
      return;
    }
    next = absl::Now() + duration_ / 3;
  }
}

}  // namespace guanxi::db
