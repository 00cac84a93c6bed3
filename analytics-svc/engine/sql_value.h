// Values of analytic queries: what is bound, what is stored in the replica, and what comes back.
#ifndef GUANXI_ANALYTICS_SVC_ENGINE_SQL_VALUE_H_
#define GUANXI_ANALYTICS_SVC_ENGINE_SQL_VALUE_H_

#include <cstdint>
#include <string>
#include <variant>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"

namespace guanxi::analytics {

// An exact decimal as text, "-12.345600". A statement that compares one writes
// `CAST(? AS DECIMAL(24,9))`: MySQL would compare text with a DECIMAL as doubles.
struct Decimal {
  std::string text;

  friend bool operator==(const Decimal& a, const Decimal& b) { return a.text == b.text; }
};

// What goes into a statement or a row. Each has one type in each engine:
//
//                    MySQL protocol          DuckDB
//   monostate        NULL                    NULL
//   int64_t          BIGINT                  BIGINT
//   double           DOUBLE                  DOUBLE
//   std::string      VARCHAR, utf8mb4_bin    VARCHAR (UTF-8; anything else is refused)
//   Decimal          DECIMAL                 DECIMAL
//   Uuid             BINARY(16)              UUID
//   absl::Time       DATETIME(6), UTC        TIMESTAMP, UTC, truncated to microseconds
//   absl::CivilDay   DATE                    DATE
using SqlValue = std::variant<std::monostate, int64_t, double, std::string, Decimal, Uuid,
                              absl::Time, absl::CivilDay>;

// What comes back. Engines differ in the types of expressions (a SUM of integers is a DECIMAL here
// and a HUGEINT there), so a cell has one of four forms, which are the same in both:
//   NULL; a whole number that fits; a double; or text: of texts the text itself, of decimals and
//   whole numbers that do not fit "-12.345600" with as many digits as the engine keeps, of a DATE
//   "2026-11-30", of a time (UTC) "2026-11-30 08:30:00" with or without ".000000", of ids their 16
//   bytes. A bool is 0 or 1.
using SqlCell = std::variant<std::monostate, int64_t, double, std::string>;

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_ENGINE_SQL_VALUE_H_
