// The buffered result of a SELECT.
#ifndef GUANXI_COMMON_DB_ROWS_H_
#define GUANXI_COMMON_DB_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/value.h"

namespace guanxi::db {

// One row: a view into its `Rows`, columns by index from 0.
//
// NULL reads as zero, "" or the Unix epoch: where it matters ask `IsNull`. A getter that does not
// fit the column's type, or an index outside the row, is a mistake in the program: it is logged
// and ends the process rather than serve wrong data.
class Row {
 public:
  Row(const Value* cells, size_t size) : cells_(cells), size_(size) {}

  size_t size() const { return size_; }
  const Value& operator[](size_t i) const;
  bool IsNull(size_t i) const { return (*this)[i].is_null(); }
  // Any integer column, or a DECIMAL without a fraction (SUM of integers).
  int64_t Int64(size_t i) const;
  uint64_t Uint64(size_t i) const;
  bool Bool(size_t i) const { return Int64(i) != 0; }
  // DOUBLE, FLOAT or an integer. DECIMAL is text: `String`.
  double Double(size_t i) const;
  // Text, BINARY, BLOB, JSON, DECIMAL, DATE, DATETIME: exact bytes. Valid as long as the `Rows`.
  absl::string_view String(size_t i) const;
  // DATETIME(0..6), read as UTC.
  absl::Time Time(size_t i) const;

 private:
  const Value* cells_;
  size_t size_;
};

// All rows of a result, in the server's order. Independent of the connection it came from.
// Results are held in memory whole: page by key.
class Rows {
 public:
  Rows() = default;
  Rows(size_t columns, std::vector<Value> cells) : columns_(columns), cells_(std::move(cells)) {}

  size_t size() const { return columns_ == 0 ? 0 : cells_.size() / columns_; }
  bool empty() const { return cells_.empty(); }
  size_t columns() const { return columns_; }
  Row operator[](size_t i) const { return Row(cells_.data() + i * columns_, columns_); }

  class Iterator {
   public:
    Iterator(const Rows* rows, size_t i) : rows_(rows), i_(i) {}
    Row operator*() const { return (*rows_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return i_ != other.i_; }

   private:
    const Rows* rows_;
    size_t i_;
  };
  Iterator begin() const { return Iterator(this, 0); }
  Iterator end() const { return Iterator(this, size()); }

 private:
  size_t columns_ = 0;
  std::vector<Value> cells_;  // row after row
};

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_ROWS_H_
