#include "analytics-svc/engine/duck_values.h"

#include <string>

#include "analytics-svc/engine/engine_errors.h"

namespace guanxi::analytics {
namespace {

const absl::CivilDay kEpoch(1970, 1, 1);

duckdb_date DateOf(const absl::CivilDay& day) {
  return duckdb_date{static_cast<int32_t>(day - kEpoch)};
}

duckdb_timestamp TimestampOf(absl::Time time) { return duckdb_timestamp{absl::ToUnixMicros(time)}; }

uint64_t BigEndian(const uint8_t* bytes) {
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

// Owns a value that DuckDB made.
class Made {
 public:
  explicit Made(const Uuid& id)
      : value_(duckdb_create_uuid(
            duckdb_uhugeint{BigEndian(id.data.data() + 8), BigEndian(id.data.data())})) {}
  ~Made() { duckdb_destroy_value(&value_); }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  duckdb_value get() const { return value_; }

 private:
  duckdb_value value_;
};

struct Binder {
  duckdb_prepared_statement statement;
  idx_t at;

  duckdb_state operator()(std::monostate) const { return duckdb_bind_null(statement, at); }
  duckdb_state operator()(int64_t number) const { return duckdb_bind_int64(statement, at, number); }
  duckdb_state operator()(double number) const { return duckdb_bind_double(statement, at, number); }
  duckdb_state operator()(const std::string& text) const {
    return duckdb_bind_varchar_length(statement, at, text.data(), text.size());
  }
  duckdb_state operator()(const Decimal& number) const { return (*this)(number.text); }
  duckdb_state operator()(const Uuid& id) const {
    return duckdb_bind_value(statement, at, Made(id).get());
  }
  duckdb_state operator()(absl::Time time) const {
    return duckdb_bind_timestamp(statement, at, TimestampOf(time));
  }
  duckdb_state operator()(const absl::CivilDay& day) const {
    return duckdb_bind_date(statement, at, DateOf(day));
  }
};

struct Appender {
  duckdb_appender appender;

  duckdb_state operator()(std::monostate) const { return duckdb_append_null(appender); }
  duckdb_state operator()(int64_t number) const { return duckdb_append_int64(appender, number); }
  duckdb_state operator()(double number) const { return duckdb_append_double(appender, number); }
  duckdb_state operator()(const std::string& text) const {
    return duckdb_append_varchar_length(appender, text.data(), text.size());
  }
  duckdb_state operator()(const Decimal& number) const { return (*this)(number.text); }
  duckdb_state operator()(const Uuid& id) const {
    return duckdb_append_value(appender, Made(id).get());
  }
  duckdb_state operator()(absl::Time time) const {
    return duckdb_append_timestamp(appender, TimestampOf(time));
  }
  duckdb_state operator()(const absl::CivilDay& day) const {
    return duckdb_append_date(appender, DateOf(day));
  }
};

}  // namespace

absl::Status BindDuckValue(duckdb_prepared_statement statement, idx_t parameter,
                           const SqlValue& value) {
  return std::visit(Binder{statement, parameter}, value) == DuckDBSuccess ? absl::OkStatus()
                                                                          : BadQuery();
}

absl::Status AppendDuckValue(duckdb_appender appender, const SqlValue& value) {
  return std::visit(Appender{appender}, value) == DuckDBSuccess ? absl::OkStatus() : BadQuery();
}

}  // namespace guanxi::analytics
