// The embedded DuckDB: one file, which holds the columnar copy of the facts.
//
// The copy is never the truth: whoever finds the file damaged, or of another form, removes it and
// fills a new one out of the facts.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_DUCK_DATABASE_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_DUCK_DATABASE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "analytics-svc/engine/duck_options.h"
#include "analytics-svc/engine/sql_engine.h"
#include "analytics-svc/engine/sql_value.h"

namespace guanxi::analytics {

// The statements of one write, made by DuckDatabase::Write alone. Not thread-safe.
class DuckWriter {
 public:
  virtual ~DuckWriter() = default;

  // Any one statement but those that begin and end transactions. Returns how many rows it changed.
  virtual absl::StatusOr<int64_t> Execute(const std::string& sql,
                                          absl::Span<const SqlValue> values) = 0;
  absl::StatusOr<int64_t> Execute(const std::string& sql) { return Execute(sql, {}); }

  // A SELECT that sees what this write did.
  virtual absl::StatusOr<SqlResult> Select(const std::string& sql,
                                           absl::Span<const SqlValue> values) = 0;

  // Adds rows to a table: each has a value for each of its columns, in their order. By far the
  // fastest way in. What is there already under the same key has to be deleted before.
  virtual absl::Status Append(absl::string_view table,
                              absl::Span<const std::vector<SqlValue>> rows) = 0;
};

// Thread safety: all methods may be called at once from any thread.
// Errors of all, by reason: sql_engine.h.
class DuckDatabase : public SqlEngine {
 public:
  // Opens the file, or makes an empty one. INVALID_ARGUMENT on options that cannot work;
  // UNAVAILABLE, ENGINE_DOWN if it cannot be opened: another process has it, or it is damaged
  // (the log says which).
  static absl::StatusOr<std::unique_ptr<DuckDatabase>> Open(const DuckOptions& options);

  // Runs `body` in one transaction, one write at a time: readers see all of it or nothing. Rolls
  // back and returns the body's status if that is not OK.

  virtual absl::Status Write(absl::FunctionRef<absl::Status(DuckWriter&)> body) = 0;

  enum class FileKind { kCsv, kParquet };
  // Writes the answer of a SELECT to a new file in the export folder, with the names of its columns
  // as the head. `file` is a name without a folder. Returns the number of rows. Besides Run's
  // errors: INVALID_ARGUMENT if there is no export folder, or the name has a folder or a quote.
  virtual absl::StatusOr<int64_t> WriteFile(const SqlQuery& query, absl::Time deadline,
                                            absl::string_view file, FileKind kind) = 0;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_DUCK_DATABASE_H_
