#include "analytics-svc/engine/duck_database.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "analytics-svc/engine/duck_session.h"
#include "analytics-svc/engine/duck_startup.h"
#include "analytics-svc/engine/engine_errors.h"
#include "analytics-svc/engine/query_watch.h"
#include "common/base/log.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "duckdb.h"

namespace guanxi::analytics {
namespace {

constexpr absl::string_view kWrite = "replica.write";

// What a process that died had yet to send.
void RemoveLeftFiles(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::filesystem::remove(entry.path(), error);
  }
}

// The handle, closed when nobody uses it.
struct Handle {
  ~Handle() { duckdb_close(&database); }
  duckdb_database database = nullptr;
};

class Writer : public DuckWriter {
 public:
  explicit Writer(DuckSession* session) : session_(session) {}

  absl::StatusOr<int64_t> Execute(const std::string& sql,
                                  absl::Span<const SqlValue> values) override {
    return session_->Execute(kWrite, sql, values, absl::InfiniteFuture());
  }
  absl::StatusOr<SqlResult> Select(const std::string& sql,
                                   absl::Span<const SqlValue> values) override {
    return session_->Select(kWrite, sql, values, SqlLimits());
  }
  absl::Status Append(absl::string_view table,
                      absl::Span<const std::vector<SqlValue>> rows) override {
    return session_->Append(table, rows);
  }

 private:
  DuckSession* const session_;
};

class Duck : public DuckDatabase {
 public:
  explicit Duck(const DuckOptions& options) : options_(options) {}

  absl::Status Start();
  absl::Status Write(absl::FunctionRef<absl::Status(DuckWriter&)> body) override;
  absl::StatusOr<int64_t> WriteFile(const SqlQuery& query, absl::Time deadline,
                                    absl::string_view file, FileKind kind) override;

 private:
  using Session = std::unique_ptr<DuckSession>;

  absl::StatusOr<SqlResult> RunChecked(const SqlQuery& query, const SqlLimits& limits) override;
  // A session of its own, given back when the turn ends.
  absl::StatusOr<Session> Take(absl::Time deadline);
  void GiveBack(Session session);

  const DuckOptions options_;
  Handle handle_;
  QueryWatch watch_;
  Mutex mutex_;
  CondVar returned_;
  std::vector<Session> free_ ABSL_GUARDED_BY(mutex_);
  Mutex write_mutex_;
  Session writer_ ABSL_GUARDED_BY(write_mutex_);
};

absl::Status Duck::Start() {
  char* message = nullptr;
  if (duckdb_open_ext(options_.path.c_str(), &handle_.database, nullptr, &message) !=
      DuckDBSuccess) {
    Log(Severity::kError, "analytics.duckdb_open_failed",
        {{"path", options_.path}, {"message", message == nullptr ? "" : message}});
    duckdb_free(message);
    return EngineDown();
  }
  RemoveLeftFiles(options_.export_folder);
  MutexLock write_lock(&write_mutex_);
  GUANXI_ASSIGN_OR_RETURN(writer_, DuckSession::Connect(handle_.database, &watch_));
  for (const std::string& setting : DuckStartup(options_)) {
    const auto set = writer_->Execute("replica.open", setting, {}, absl::InfiniteFuture());
    GUANXI_RETURN_IF_ERROR(set.status());
  }
  MutexLock lock(&mutex_);
  for (int i = 0; i < options_.max_queries; ++i) {
    GUANXI_ASSIGN_OR_RETURN(Session session, DuckSession::Connect(handle_.database, &watch_));
    free_.push_back(std::move(session));
  }
  return absl::OkStatus();
}

absl::StatusOr<Duck::Session> Duck::Take(absl::Time deadline) {
  const absl::Time until = std::min(deadline, absl::Now() + options_.max_wait);
  MutexLock lock(&mutex_);
  while (free_.empty()) {
    const absl::Duration left = until - absl::Now();
    if (left <= absl::ZeroDuration()) return until == deadline ? QueryTimeLimit() : EngineBusy();
    returned_.WaitWithTimeout(&mutex_, left);
  }
  Session session = std::move(free_.back());
  free_.pop_back();
  return session;
}

void Duck::GiveBack(Session session) {
  MutexLock lock(&mutex_);
  free_.push_back(std::move(session));
  returned_.Signal();
}

absl::StatusOr<SqlResult> Duck::RunChecked(const SqlQuery& query, const SqlLimits& limits) {
  GUANXI_ASSIGN_OR_RETURN(Session session, Take(limits.deadline));
  auto result = session->Select(query.name, query.sql, query.values, limits);
  GiveBack(std::move(session));
  return result;
}

absl::Status Duck::Write(absl::FunctionRef<absl::Status(DuckWriter&)> body) {
  MutexLock lock(&write_mutex_);
  const auto run = [this](const std::string& sql) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return writer_->Execute(kWrite, sql, {}, absl::InfiniteFuture()).status();
  };
  GUANXI_RETURN_IF_ERROR(run("BEGIN TRANSACTION"));
  Writer writer(writer_.get());
  absl::Status done = body(writer);
  if (done.ok()) done = run("COMMIT");
  // A COMMIT that failed has ended the transaction already.
  if (!done.ok()) run("ROLLBACK").IgnoreError();
  return done;
}

absl::StatusOr<int64_t> Duck::WriteFile(const SqlQuery& query, absl::Time deadline,
                                        absl::string_view file, FileKind kind) {
  const bool good_name = !file.empty() && !absl::StartsWith(file, ".") &&
                         file.find_first_of("/'\\") == absl::string_view::npos;
  if (options_.export_folder.empty() || !good_name) {
    return absl::InvalidArgumentError("no export folder, or no name of a file");
  }
  GUANXI_RETURN_IF_ERROR(CheckQuery(query));
  if (absl::Now() >= deadline) return QueryTimeLimit();
  GUANXI_ASSIGN_OR_RETURN(Session session, Take(deadline));
  const std::string sql = absl::StrCat(
      "COPY (", query.sql, ") TO ", DuckQuoted(absl::StrCat(options_.export_folder, "/", file)),
      kind == FileKind::kCsv ? " (FORMAT CSV, HEADER)" : " (FORMAT PARQUET)");
  auto rows = session->Execute(query.name, sql, query.values, deadline);
  GiveBack(std::move(session));
  return rows;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DuckDatabase>> DuckDatabase::Open(const DuckOptions& options) {
  GUANXI_RETURN_IF_ERROR(CheckDuckOptions(options));
  auto made = std::make_unique<Duck>(options);
  GUANXI_RETURN_IF_ERROR(made->Start());
  return std::unique_ptr<DuckDatabase>(std::move(made));
}

}  // namespace guanxi::analytics
