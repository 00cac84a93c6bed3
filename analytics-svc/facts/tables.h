// The tables of facts: what figures are reckoned from.
//
// One list, as data: the consumers of events fill rows by it, the columnar copy and the semantic
// layer are made by it, and a test holds the migrations to it. README.md says what rows mean.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_TABLES_H_
#define GUANXI_ANALYTICS_SVC_FACTS_TABLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::analytics {

// What a column holds. All but those marked so may be NULL, which says: nothing is known, or the
// record says nothing.
enum class ColumnKind {
  kId,           // BINARY(16): the last UUID of the name at `path`
  kCollection,   // VARCHAR: the last collection of the name at `path` (`customers`)
  kText,         // VARCHAR(size), cut at a character; "" is NULL
  kEnum,         // VARCHAR(32): the value's name (`WON`); NULL for unspecified
  kInt,          // BIGINT: a whole number; never NULL
  kBool,         // TINYINT: 0 or 1; never NULL
  kDecimal,      // DECIMAL(38,9) of a google.type.Decimal
  kAmount,       // DECIMAL(38,9): units of the google.type.Money at `path`, exact
  kCurrency,     // CHAR(3): the code of the same
  kDate,         // DATE of a whole google.type.Date
  kTime,         // DATETIME(6), UTC
  kDuration,     // BIGINT: microseconds
  kParent,       // BINARY(16): the record above it, by the event
  kAbove,        // BINARY(16): `owner_id` or `department_id` of the record above it, as it is now
  kChangedTime,  // DATETIME(6): when the field `path` was last changed
  kEnteredTime,  // DATETIME(6): when the enum field `path` first became `value`
  kVersion,      // BIGINT: how many rows of `versions` the record has; never NULL
  kVersionTime,  // DATETIME(6): since when the last one of them holds
  kItem,         // of tables of parts: which part; never NULL. VARCHAR(size), or BIGINT if size 0
  kPart,         // of tables of parts: what its maker says, of the type that `part_kind` has
};

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::kText;
  // Where the value is in the record's message (`attribution.campaign`); "" for kParent, kAbove and
  // those of parts. Messages that lack the path, where several fill one table, leave it NULL.
  std::string path{};
  int size = 0;                              // of kText and kItem: characters
  std::string value{};                       // of kEnteredTime; of kAbove the column above
  ColumnKind part_kind = ColumnKind::kText;  // of kPart
};

// A column of kAbove, and one of kPart.
inline Column AboveColumn(const char* name) {
  return {name, ColumnKind::kAbove, "", 0, /*value=*/name};
}
inline Column PartColumn(const char* name, ColumnKind part_kind, int size = 0) {
  return {name, ColumnKind::kPart, "", size, "", part_kind};
}

// Every table has besides: `tenant_id` and `id` BINARY(16), its key with the kItem column if there
// is one; `live` TINYINT (0: deleted, or nothing but its id is known yet: figures leave such rows
// out); `shard` TINYINT and `stamp` BIGINT (see README.md). Tables without an item have `sequence`
// and `projection` BIGINT (the record's version that the row says) and `check_id` BINARY(16) (who
// read it anew last) too, those with a column of kAbove `own_live` TINYINT: whether it is deleted
// itself, where `live` is 0 below a deleted record as well.
struct Table {
  std::string name;
  std::vector<Column> columns;
  // The table with a row for each time that a tracked column changed; null: none. Its columns are
  // `version` (kItem), `valid_from`, `valid_to` (kPart) and those tracked, by the names they have
  // here.
  const Table* versions = nullptr;

  // Null if there is none.
  const Column* Find(absl::string_view column) const;
  const Column* item() const;
  // Whether its rows have to do with those of the record above.
  bool is_below() const;
};

// All of them, in the order in which one transaction locks rows of several. They live for ever.
const std::vector<const Table*>& FactTables();
// Null if there is none.
const Table* FindFactTable(absl::string_view name);

// The SQL type of a column, as migrations and copies write it.
std::string SqlType(const Column& column);
// Whether a column is never NULL.
bool IsRequired(const Column& column);

// Of customer-svc.
const Table& FactCustomer();
const Table& FactCustomerVersion();
const Table& FactInteraction();
const Table& FactOrder();
const Table& FactBehavior();
const Table& FactVisitor();
const Table& FactTicket();
const Table& FactSurvey();
// Of lead-svc.
const Table& FactLeadSource();
const Table& FactSourceCost();
const Table& FactPipeline();
const Table& FactStage();
const Table& FactLead();
const Table& FactOpportunity();
const Table& FactStageChange();
const Table& FactWin();
const Table& FactProduct();
const Table& FactQuote();
const Table& FactQuoteLine();
const Table& FactContract();
const Table& FactPaymentPlan();
const Table& FactPayment();
const Table& FactInvoice();
// Of workflow-svc.
const Table& FactTodo();
const Table& FactApproval();
const Table& FactApprovalTask();
const Table& FactSla();
// Of customers and leads: the values of the company's own fields.
const Table& FactCustomValue();

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_TABLES_H_
