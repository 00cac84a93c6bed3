// Cells of DuckDB's vectors in the forms that all engines share (sql_value.h).
#include <cstdlib>
#include <limits>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_values.h"
#include "analytics-svc/engine/engine_errors.h"

namespace guanxi::analytics {
namespace {

absl::int128 Wide(const duckdb_hugeint& number) {
  return absl::MakeInt128(number.upper, number.lower);
}

std::string DigitsOf(absl::uint128 number) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + absl::Uint128Low64(number % 10)));
    number /= 10;
  } while (number != 0);
  return digits;
}

// `number` / 10^scale with all `scale` digits.
std::string DecimalText(absl::int128 number, size_t scale) {
  const bool negative = number < 0;
  const absl::uint128 size = negative ? -absl::uint128(number) : absl::uint128(number);
  std::string digits = DigitsOf(size);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return absl::StrCat(negative ? "-" : "", digits);
}

SqlCell WholeNumber(absl::int128 number) {
  if (number >= std::numeric_limits<int64_t>::min() &&
      number <= std::numeric_limits<int64_t>::max()) {
    return static_cast<int64_t>(number);
  }
  return DecimalText(number, 0);
}

std::string TimeText(int64_t micros) {
  const absl::Time time = absl::FromUnixMicros(micros);
  const bool is_whole = micros % 1'000'000 == 0;
  return absl::FormatTime(is_whole ? "%E4Y-%m-%d %H:%M:%S" : "%E4Y-%m-%d %H:%M:%E6S", time,
                          absl::UTCTimeZone());
}

std::string DateText(int32_t days) {
  return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + days);
}

// DuckDB stores an id with its highest bit turned, so that signed order is the order of bytes.
std::string IdBytes(const duckdb_hugeint& stored) {
  const uint64_t upper = static_cast<uint64_t>(stored.upper) ^ (uint64_t{1} << 63);
  std::string bytes;
  for (int i = 7; i >= 0; --i) bytes.push_back(static_cast<char>(upper >> (8 * i)));
  for (int i = 7; i >= 0; --i) bytes.push_back(static_cast<char>(stored.lower >> (8 * i)));
  return bytes;
}

// One column of a chunk.
class Column {
 public:
  explicit Column(duckdb_vector vector)
      : data_(duckdb_vector_get_data(vector)), validity_(duckdb_vector_get_validity(vector)) {
    duckdb_logical_type type = duckdb_vector_get_column_type(vector);
    type_ = duckdb_get_type_id(type);
    if (type_ == DUCKDB_TYPE_DECIMAL) {
      scale_ = duckdb_decimal_scale(type);
      stored_as_ = duckdb_decimal_internal_type(type);
    }
    duckdb_destroy_logical_type(&type);
  }

  absl::Status Read(idx_t row, SqlCell* cell) const {
    if (validity_ != nullptr && !duckdb_validity_row_is_valid(validity_, row)) {
      *cell = std::monostate();
      return absl::OkStatus();
    }
    if (ReadNumber(row, cell) || ReadText(row, cell)) return absl::OkStatus();
    return BadQuery();
  }

 private:
  template <typename T>
  const T& At(idx_t row) const {
    return static_cast<const T*>(data_)[row];
  }

  absl::int128 DecimalAt(idx_t row) const {
    switch (stored_as_) {
      case DUCKDB_TYPE_SMALLINT:
        return At<int16_t>(row);
      case DUCKDB_TYPE_INTEGER:
        return At<int32_t>(row);
      case DUCKDB_TYPE_BIGINT:
        return At<int64_t>(row);
      default:
        return Wide(At<duckdb_hugeint>(row));
    }
  }

  bool ReadNumber(idx_t row, SqlCell* cell) const {
    switch (type_) {
      case DUCKDB_TYPE_BOOLEAN:
        *cell = int64_t{At<bool>(row)};
        return true;
      case DUCKDB_TYPE_TINYINT:
        *cell = int64_t{At<int8_t>(row)};
        return true;
      case DUCKDB_TYPE_SMALLINT:
        *cell = int64_t{At<int16_t>(row)};
        return true;
      case DUCKDB_TYPE_INTEGER:
        *cell = int64_t{At<int32_t>(row)};
        return true;
      case DUCKDB_TYPE_BIGINT:
        *cell = At<int64_t>(row);
        return true;
      case DUCKDB_TYPE_UINTEGER:
        *cell = int64_t{At<uint32_t>(row)};
        return true;
      case DUCKDB_TYPE_UBIGINT:
        *cell = WholeNumber(At<uint64_t>(row));
        return true;
      case DUCKDB_TYPE_HUGEINT:
        *cell = WholeNumber(Wide(At<duckdb_hugeint>(row)));
        return true;
      case DUCKDB_TYPE_FLOAT:
        *cell = double{At<float>(row)};
        return true;
      case DUCKDB_TYPE_DOUBLE:
        *cell = At<double>(row);
        return true;
      default:
        return false;
    }
  }

  bool ReadText(idx_t row, SqlCell* cell) const {
    switch (type_) {
      case DUCKDB_TYPE_VARCHAR:
      case DUCKDB_TYPE_BLOB: {
        duckdb_string_t text = At<duckdb_string_t>(row);
        *cell = std::string(duckdb_string_t_data(&text), duckdb_string_t_length(text));
        return true;
      }
      case DUCKDB_TYPE_DECIMAL:
        *cell = DecimalText(DecimalAt(row), scale_);
        return true;
      case DUCKDB_TYPE_DATE:
        *cell = DateText(At<int32_t>(row));
        return true;
      case DUCKDB_TYPE_TIMESTAMP:
        *cell = TimeText(At<int64_t>(row));
        return true;
      case DUCKDB_TYPE_UUID:
        *cell = IdBytes(At<duckdb_hugeint>(row));
        return true;
      default:
        return false;
    }
  }

  const void* const data_;
  uint64_t* const validity_;
  duckdb_type type_;
  duckdb_type stored_as_ = DUCKDB_TYPE_INVALID;
  size_t scale_ = 0;
};

}  // namespace

absl::Status ReadDuckChunk(duckdb_data_chunk chunk, std::vector<SqlCell>* cells) {
  std::vector<Column> columns;
  const idx_t width = duckdb_data_chunk_get_column_count(chunk);
  for (idx_t i = 0; i < width; ++i) columns.emplace_back(duckdb_data_chunk_get_vector(chunk, i));
  const idx_t rows = duckdb_data_chunk_get_size(chunk);
  cells->reserve(cells->size() + rows * width);
  for (idx_t row = 0; row < rows; ++row) {
    for (const Column& column : columns) {
      cells->emplace_back();
      if (absl::Status read = column.Read(row, &cells->back()); !read.ok()) return read;
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
