#include "common/db/database.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/db/connection.h"
#include "common/db/metrics.h"
#include "common/db/pool.h"
#include "common/errors/errors.h"

namespace guanxi::db {
namespace {

constexpr int kMaxRuns = 5;
// A statement that kills its server must not get to kill it five times.
constexpr int kMaxRunsAfterLoss = 2;
constexpr absl::Duration kFirstPause = absl::Milliseconds(8);

// What came of one run of a body.
struct Outcome {
  absl::Status status;
  // Nothing was stored, and the reason lies outside the body: it may run again.
  bool run_again = false;
  bool lost_connection = false;
};

// A random pause, longer after each run. False if it would outlast the deadline.
bool PauseAfter(int run, absl::Time deadline) {
  thread_local absl::BitGen random;
  const absl::Duration longest = kFirstPause * (1 << (run - 1));
  const absl::Duration pause =
      absl::Microseconds(absl::Uniform<int64_t>(random, 0, absl::ToInt64Microseconds(longest)));
  if (absl::Now() + pause >= deadline) return false;
  absl::SleepFor(pause);
  return true;
}

// Prepared statements for each connection: all of them together keep to the process's limit.
size_t StatementsPerConnection(const Options& options) {
  const size_t connections =
      options.point.connections + options.scan.connections + options.job.connections;
  return std::clamp<size_t>(options.max_statements / connections, 1, options.statement_cache_size);
}

bool IsThisMachine(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

absl::Status CheckOptions(const Options& options) {
  const Server& server = options.server;
  if (server.socket.empty() == server.host.empty()) {
    return absl::InvalidArgumentError("database: give either a socket or a host");
  }
  if (!server.host.empty() && server.tls_ca_file.empty() && !server.allow_plaintext &&
      !IsThisMachine(server.host)) {
    return absl::InvalidArgumentError(
        "database: a remote host needs a CA file, or plain text must be allowed");
  }
  if (options.statement_cache_size < 1) {
    return absl::InvalidArgumentError("database: a connection needs a prepared statement");
  }
  for (const LaneOptions* lane : {&options.point, &options.scan, &options.job}) {
    if (lane->connections < 1 || lane->statement_limit <= absl::ZeroDuration()) {
      return absl::InvalidArgumentError(
          "database: a lane needs a connection and a statement limit");
    }
  }
  return absl::OkStatus();
}

}  // namespace

class Database::Impl {
 public:
  explicit Impl(const Options& options) : options_(options), metrics_(options.metrics) {
    const LaneOptions* lanes[kLaneCount] = {&options.point, &options.scan, &options.job};
    for (size_t i = 0; i < kLaneCount; ++i) {
      const Connection::Settings settings{options.server, lanes[i]->statement_limit,
                                          StatementsPerConnection(options)};
      pools_.push_back(std::make_unique<Pool>(
          static_cast<Lane>(i), *lanes[i], [settings] { return Connection::Open(settings); },
          &metrics_));
    }
  }

  absl::Status Run(const TxOptions& options, Transaction::Mode mode, Body body) {
    for (int run = 1;; ++run) {
      Outcome outcome = RunOnce(options, mode, body);
      if (IsStatementLimit(outcome.status)) {
        for (const auto& pool : pools_) pool->DropIdleStatements();
      }
      const int max_runs = outcome.lost_connection ? kMaxRunsAfterLoss : kMaxRuns;
      if (!outcome.run_again || run >= max_runs || !PauseAfter(run, options.deadline)) {
        return std::move(outcome.status);
      }
      metrics_.CountRetry(Reason(outcome.status));
    }
  }

 private:
  Outcome RunOnce(const TxOptions& options, Transaction::Mode mode, Body body) {
    Pool& pool = *pools_[static_cast<size_t>(options.lane)];
    absl::StatusOr<Pool::Lease> lease = pool.Acquire(options.deadline);
    if (!lease.ok()) return {lease.status()};
    Connection* const connection = lease->get();

    Transaction transaction(
        connection, &metrics_,
        {options.deadline, pool.options().statement_limit, options_.max_insert_bytes}, mode);
    const bool reads = mode == Transaction::Mode::kReadOnly;
    const bool begins = !reads || options.one_moment;
    absl::Status status = begins ? Begin(connection, reads) : absl::OkStatus();
    if (!status.ok()) return {status, connection->broken(), connection->broken()};
    status = RunBody(body, &transaction, begins, connection);
    if (begins && (reads || !transaction.failure().ok())) RollBack(connection);
    if (!transaction.failure().ok()) return Failed(transaction, connection);
    if (reads) return {status};
    if (status.ok() && absl::Now() >= options.deadline) {
      status = DeadlineExceeded("DEADLINE_EXCEEDED", "The deadline passed before the commit.");
    }
    if (status.ok()) return Commit(connection);
    RollBack(connection);
    return {status};
  }

  // What a body that throws has begun must not lie in the session: the next transaction would
  // commit it.
  static absl::Status RunBody(Body body, Transaction* transaction, bool begins,
                              Connection* connection) {
    try {
      return body(*transaction);
    } catch (...) {
      if (begins) RollBack(connection);
      throw;
    }
  }

  static absl::Status Begin(Connection* connection, bool one_moment) {
    if (!one_moment) return connection->Begin("START TRANSACTION");
    // The isolation is that of the next transaction alone.
    GUANXI_RETURN_IF_ERROR(
        connection->Run("transaction.isolate", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
    const absl::Status status =
        connection->Begin("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    if (!status.ok()) connection->MarkBroken();
    return status;
  }

  // The transaction is over, whatever its body thought of it.
  static Outcome Failed(const Transaction& transaction, Connection* connection) {
    return {transaction.failure(), true, connection->broken()};
  }

  // Sent as SQL: Connection::commit() of the connector drops the answer. An error of the kind
  // that rolls back is a conflict; after any other failure nobody knows what the server did.
  static Outcome Commit(Connection* connection) {
    const absl::Status status = connection->End("COMMIT");
    if (status.ok()) return {status};
    if (!connection->broken() && connection->aftermath() == Aftermath::kRunAgain) {
      RollBack(connection);
      return {status, true};
    }
    connection->MarkBroken();
    return {UnknownOutcome()};
  }

  // A session that cannot roll back is not used again; closing it makes the server roll back.
  static void RollBack(Connection* connection) {
    if (connection->broken()) return;
    if (!connection->End("ROLLBACK").ok()) connection->MarkBroken();
  }

  const Options options_;
  Metrics metrics_;
  std::vector<std::unique_ptr<Pool>> pools_;  // by lane
};

absl::StatusOr<std::unique_ptr<Database>> Database::Create(const Options& options) {
  GUANXI_RETURN_IF_ERROR(CheckOptions(options));
  Connection::InitDriver();
  return std::unique_ptr<Database>(new Database(std::make_unique<Impl>(options)));
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Database::~Database() = default;

absl::Status Database::ReadWrite(const TxOptions& options, Body body) {
  return impl_->Run(options, Transaction::Mode::kReadWrite, body);
}

absl::Status Database::ReadOnly(const TxOptions& options, Body body) {
  return impl_->Run(options, Transaction::Mode::kReadOnly, body);
}

}  // namespace guanxi::db
