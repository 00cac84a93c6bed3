// common/db over the tables of a simulation.
#include "common/db/database.h"

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/simulation/statements.h"

namespace guanxi::db {

using events::simulation::Cells;
using events::simulation::Executes;
using events::simulation::Fault;
using events::simulation::Inserts;
using events::simulation::Process;
using events::simulation::Schema;
using events::simulation::Selects;
using events::simulation::TheOutside;

namespace {

absl::Status Gone() {
  return Error(absl::StatusCode::kUnavailable, "DB_UNAVAILABLE", "the connection is lost");
}

}  // namespace

absl::StatusOr<Rows> Transaction::Select(const Query& query, absl::Span<const Value> values) {
  if (connection_->process.dead) return Gone();
  const auto known = Selects().find(query.name);
  if (known == Selects().end()) return absl::InternalError("unknown: " + query.name);
  Cells cells;
  known->second.select(connection_->tables(), values, &cells);
  return Rows(known->second.columns, std::move(cells));
}

absl::StatusOr<int64_t> Transaction::Execute(const Query& query, absl::Span<const Value> values) {
  if (connection_->process.dead) return Gone();
  const auto known = Executes().find(query.name);
  if (known == Executes().end()) return absl::InternalError("unknown: " + query.name);
  auto done = known->second(*connection_, values);
  if (!done.ok()) failure_ = done.status();
  return done;
}

absl::StatusOr<int64_t> Transaction::InsertRows(const InsertQuery& query,
                                                absl::Span<const std::vector<Value>> rows) {
  if (connection_->process.dead) return Gone();
  const auto known = Inserts().find(query.name);
  if (known == Inserts().end()) return absl::InternalError("unknown: " + query.name);
  int64_t inserted = 0;
  for (const auto& row : rows) {
    auto done = known->second(*connection_, row);
    if (!done.ok()) {
      failure_ = done.status();
      return done;
    }
    inserted += *done;
  }
  return inserted;
}

class Database::Impl {
 public:
  Schema* schema = nullptr;
  Process* process = nullptr;
};

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Create(const Options& options) {
  auto impl = std::make_unique<Impl>();
  impl->schema = &TheOutside()->schemas[options.server.schema];
  impl->process = &TheOutside()->processes[options.server.user];
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

absl::Status Database::ReadWrite(const TxOptions& /*options*/, Body body) {
  if (impl_->process->dead) return Gone();
  Connection connection(impl_->schema, impl_->process);
  Transaction tx(&connection, nullptr, {}, Transaction::Mode::kReadWrite);
  GUANXI_RETURN_IF_ERROR(body(tx));
  GUANXI_RETURN_IF_ERROR(tx.failure());
  if (impl_->process->dead) return Gone();  // killed before COMMIT
  const Fault fault = connection.redo.empty()
                          ? Fault::kNone
                          : std::exchange(impl_->process->next_commit, Fault::kNone);
  if (fault == Fault::kLost) return Gone();
  if (fault != Fault::kUnknownAndLost) {
    for (const auto& change : connection.redo) change(impl_->schema->tables);
  }
  if (fault == Fault::kNone) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "COMMIT_UNKNOWN", "the connection broke at COMMIT");
}

absl::Status Database::ReadOnly(const TxOptions& /*options*/, Body body) {
  if (impl_->process->dead) return Gone();
  Connection connection(impl_->schema, impl_->process);
  Transaction tx(&connection, nullptr, {}, Transaction::Mode::kReadOnly);
  return body(tx);
}

}  // namespace guanxi::db

namespace guanxi::events::simulation {

Outside*& TheOutside() {
  static thread_local Outside* outside = nullptr;
  return outside;
}

}  // namespace guanxi::events::simulation
