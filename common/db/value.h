// One value on its way into or out of a statement.
#ifndef GUANXI_COMMON_DB_VALUE_H_
#define GUANXI_COMMON_DB_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::db {

// NULL, an integer, a double, or exact bytes. What the column makes of the bytes is the server's
// affair: text (UTF-8, checked by the server), BINARY, JSON, DECIMAL and DATETIME all travel as
// bytes, unchanged in both directions. Cheap to move.
class Value {
 public:
  using Data = std::variant<std::monostate, int64_t, uint64_t, double, std::string>;

  Value() = default;  // NULL
  Value(std::nullptr_t) {}
  Value(std::nullopt_t) {}
  template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  Value(T value) : data_(Widen(value)) {}
  Value(double value) : data_(value) {}
  Value(std::string bytes) : data_(std::move(bytes)) {}
  Value(absl::string_view bytes) : data_(std::string(bytes)) {}
  Value(const char* text) : data_(std::string(text)) {}
  // DATETIME(6) in UTC, truncated to microseconds. Years 1 to 9999; anything else (the infinite
  // times too) is refused by the server.
  Value(absl::Time time);
  // NULL when there is no value.
  template <typename T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value()) {}

  // DECIMAL, exact, as text: "-12.345600".
  static Value Decimal(absl::string_view text) { return Value(text); }

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }

  const Data& data() const { return data_; }

  // About how many bytes the value takes in a packet.
  size_t ByteSize() const;

  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

 private:
  // bool and signed types become int64_t, unsigned ones uint64_t.
  template <typename T>
  static Data Widen(T value) {
    if constexpr (std::is_same_v<T, bool> || std::is_signed_v<T>) {
      return Data(std::in_place_type<int64_t>, value);
    } else {
      return Data(std::in_place_type<uint64_t>, value);
    }
  }

  Data data_;
};

// The values of a row or a statement. Unlike a list in braces it copies none of them.
template <typename... T>
std::vector<Value> MakeValues(T&&... values) {
  std::vector<Value> made;
  made.reserve(sizeof...(values));
  (made.emplace_back(std::forward<T>(values)), ...);
  return made;
}

// The server's text of a DATETIME ("2026-11-22 08:30:00", with or without a fraction), as UTC.
absl::StatusOr<absl::Time> ParseDateTime(absl::string_view text);

}  // namespace guanxi::db

#endif  // GUANXI_COMMON_DB_VALUE_H_
