#include "common/db/statement.h"

#include <cppconn/connection.h>
#include <cppconn/datatype.h>
#include <cppconn/exception.h>
#include <cppconn/parameter_metadata.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>

namespace guanxi::db {

Statement::Statement(sql::Connection* connection, const std::string& sql)
    : statement_(connection->prepareStatement(sql)),
      parameters_(statement_->getParameterMetaData()->getParameterCount()) {}

Statement::~Statement() = default;

void Statement::Bind(absl::Span<const Value> values) {
  if (values.size() > parameters_ - bound_) {
    bound_ = 0;
    throw sql::SQLException("more values than placeholders");
  }
  for (const Value& value : values) BindOne(++bound_, value);
}

void Statement::BindOne(unsigned int parameter, const Value& value) {
  struct Binder {
    sql::PreparedStatement* statement;
    unsigned int i;
    void operator()(std::monostate) const { statement->setNull(i, sql::DataType::SQLNULL); }
    void operator()(int64_t number) const { statement->setInt64(i, number); }
    void operator()(uint64_t number) const { statement->setUInt64(i, number); }
    void operator()(double number) const { statement->setDouble(i, number); }
    void operator()(const std::string& bytes) const { statement->setString(i, bytes); }
  };
  std::visit(Binder{statement_.get(), parameter}, value.data());
}

void Statement::CheckBound() {
  const unsigned int bound = std::exchange(bound_, 0);
  if (bound != parameters_) throw sql::SQLException("fewer values than placeholders");
}

Rows Statement::Select() {
  CheckBound();
  const std::unique_ptr<sql::ResultSet> result(statement_->executeQuery());
  if (columns_.empty()) LearnColumns(result.get());
  std::vector<Value> cells;
  cells.reserve(result->rowsCount() * columns_.size());
  while (result->next()) {
    for (size_t i = 0; i < columns_.size(); ++i) cells.push_back(ReadCell(result.get(), i));
  }
  return Rows(columns_.size(), std::move(cells));
}

int64_t Statement::Execute() {
  CheckBound();
  return statement_->executeUpdate();
}

void Statement::LearnColumns(sql::ResultSet* result) {
  sql::ResultSetMetaData* meta = result->getMetaData();
  for (unsigned int i = 1; i <= meta->getColumnCount(); ++i) {
    switch (meta->getColumnType(i)) {
      case sql::DataType::TINYINT:
      case sql::DataType::SMALLINT:
      case sql::DataType::MEDIUMINT:
      case sql::DataType::INTEGER:
      case sql::DataType::BIGINT:
      case sql::DataType::YEAR:
        columns_.push_back(meta->isSigned(i) ? ColumnKind::kInt64 : ColumnKind::kUint64);
        break;
      case sql::DataType::REAL:
      case sql::DataType::DOUBLE:
        columns_.push_back(ColumnKind::kDouble);
        break;
      default:
        columns_.push_back(ColumnKind::kBytes);
    }
  }
}

Value Statement::ReadCell(sql::ResultSet* result, unsigned int column) const {
  const unsigned int i = column + 1;
  if (result->isNull(i)) return Value();
  switch (columns_[column]) {
    case ColumnKind::kInt64:
      return Value(result->getInt64(i));
    case ColumnKind::kUint64:
      return Value(result->getUInt64(i));
    case ColumnKind::kDouble:
      // Not getString, which would round to six digits.
      return Value(static_cast<double>(result->getDouble(i)));
    case ColumnKind::kBytes:
      break;
  }
  sql::SQLString bytes = result->getString(i);
  return Value(std::move(*bytes.operator->()));
}

Statement& StatementCache::Get(const std::string& sql) {
  const auto found = index_.find(sql);
  if (found != index_.end()) {
    statements_.splice(statements_.begin(), statements_, found->second);
    return statements_.front().statement;
  }
  touched_ = true;
  if (statements_.size() >= capacity_ && !statements_.empty()) {
    index_.erase(statements_.back().sql);
    statements_.pop_back();
  }
  statements_.emplace_front(sql, connection_);
  index_.emplace(statements_.front().sql, statements_.begin());
  return statements_.front().statement;
}

void StatementCache::Evict(const std::string& sql) {
  const auto found = index_.find(sql);
  if (found == index_.end()) return;
  const List::iterator entry = found->second;
  touched_ = true;
  index_.erase(found);
  statements_.erase(entry);
}

void StatementCache::Clear() {
  touched_ = true;
  index_.clear();
  statements_.clear();
}

}  // namespace guanxi::db
