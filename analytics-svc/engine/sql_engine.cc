#include "analytics-svc/engine/sql_engine.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "analytics-svc/engine/engine_errors.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/sql_tokens.h"
#include "common/db/value.h"

namespace guanxi::analytics {
namespace {

void LogMisread(absl::string_view wanted, size_t column) {
  Log(Severity::kError, "analytics.cell_misread", {{"wanted", wanted}, {"column", column}});
}

}  // namespace

bool SqlResult::IsNull(size_t row, size_t column) const {
  return std::holds_alternative<std::monostate>(at(row, column));
}

int64_t SqlResult::Int64(size_t row, size_t column) const {
  const SqlCell& cell = at(row, column);
  if (const auto* number = std::get_if<int64_t>(&cell)) return *number;
  int64_t number = 0;
  const auto* text = std::get_if<std::string>(&cell);
  if (text != nullptr && absl::SimpleAtoi(*text, &number)) return number;
  if (!IsNull(row, column)) LogMisread("int64", column);
  return 0;
}

double SqlResult::Double(size_t row, size_t column) const {
  const SqlCell& cell = at(row, column);
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  if (const auto* number = std::get_if<int64_t>(&cell)) return static_cast<double>(*number);
  double number = 0;
  const auto* text = std::get_if<std::string>(&cell);
  if (text != nullptr && absl::SimpleAtod(*text, &number)) return number;
  if (!IsNull(row, column)) LogMisread("double", column);
  return 0;
}

std::string SqlResult::Text(size_t row, size_t column) const {
  const SqlCell& cell = at(row, column);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<int64_t>(&cell)) return absl::StrCat(*number);
  if (!IsNull(row, column)) LogMisread("text", column);
  return "";
}

Uuid SqlResult::Id(size_t row, size_t column) const {
  const auto* bytes = std::get_if<std::string>(&at(row, column));
  const absl::StatusOr<Uuid> id = Uuid::FromBytes(bytes != nullptr ? *bytes : "");
  if (!id.ok() && !IsNull(row, column)) LogMisread("id", column);
  return id.value_or(Uuid());
}

absl::Time SqlResult::Time(size_t row, size_t column) const {
  const auto* text = std::get_if<std::string>(&at(row, column));
  if (text == nullptr) return absl::InfinitePast();
  constexpr size_t kDateSize = 10;
  const absl::StatusOr<absl::Time> time =
      db::ParseDateTime(text->size() == kDateSize ? absl::StrCat(*text, " 00:00:00") : *text);
  if (!time.ok()) LogMisread("time", column);
  return time.value_or(absl::InfinitePast());
}

absl::Status SqlEngine::CheckQuery(const SqlQuery& query) {
  const auto tokens = db::Tokenize(query.sql);
  bool is_one_select = tokens.ok() && !tokens->empty() && tokens->front().Is("SELECT");
  size_t marks = 0;
  if (is_one_select) {
    for (const db::Token& token : *tokens) {
      if (token.Is(";")) is_one_select = false;
      if (token.Is("?")) ++marks;
    }
  }
  if (is_one_select && marks == query.values.size()) return absl::OkStatus();
  Log(Severity::kError, "analytics.bad_query",
      {{"query", query.name}, {"marks", marks}, {"values", query.values.size()}});
  return BadQuery();
}

absl::StatusOr<SqlResult> SqlEngine::Run(const SqlQuery& query, const SqlLimits& limits) {
  GUANXI_RETURN_IF_ERROR(CheckQuery(query));
  if (absl::Now() >= limits.deadline) return QueryTimeLimit();
  return RunChecked(query, limits);
}

}  // namespace guanxi::analytics
