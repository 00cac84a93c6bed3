// What may be filtered and sorted by: the declared fields of one resource.
#ifndef GUANXI_COMMON_FILTER_SCHEMA_H_
#define GUANXI_COMMON_FILTER_SCHEMA_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::filter {

// The type of a field: how its values are written, which operators it knows.
//
//   kind       written as                     operators         literal
//   STRING     "text", wildcards "a*" "*a"    all               std::string
//   NAME       "users/{uuid}"                 = != :            Bytes
//   ENUM       ACTIVE                         = != :            int64 (its number)
//   INT64      42                             all               int64
//   BOOL       true, false                    = != :            bool
//   TIMESTAMP  "2024-03-01T08:00:00+08:00"    all               absl::Time, whole microseconds
//   DATE       "2024-03-01"                   all               absl::CivilDay
//   DECIMAL    12.5                           all               Decimal
//   DOUBLE     1.5e23                         all               Decimal: see DecimalOf
//   DURATION   1.5s                           all               int64 (microseconds)
//   MONEY      "12.50 CNY"                    all               Money
//
// A TIMESTAMP may also be compared with a date, the start of that day (call.h).
// `:` compares like `=`, but finds parts of a STRING, and `field:*` asks for presence. A repeated
// field, a set, knows `:` alone, which then means "has an element that equals". The right side
// may also be a field of a kind that fits (see AreComparable) and, beside times and dates, a
// function (call.h).
enum class Kind {
  kString,
  kName,
  kEnum,
  kInt64,
  kBool,
  kTimestamp,
  kDate,
  kDecimal,
  kDouble,
  kDuration,
  kMoney
};

// From a resource name to the id in its row; the error's text says what the
// name should look like.
using NameToId = std::function<absl::StatusOr<std::string>(absl::string_view name)>;

// Back from the id.
using IdToName = std::function<std::string(absl::string_view id)>;

// Whether fields of the two kinds can be compared with each other: both of one kind, or both
// numbers (INT64, DECIMAL, DOUBLE).
bool AreComparable(Kind a, Kind b);

// "a text", "a whole number": as errors name a kind.
absl::string_view Describe(Kind kind);

struct Field {
  // In snake_case, "." between steps: `address.region_code`.
  std::string path;
  Kind kind = Kind::kString;
  // The caller's own: this package never reads it. Usually a column's name.
  std::string binding;
  // Of ENUM fields: number by name. Number 0 counts as missing.
  std::map<std::string, int64_t> enum_values;
  // Of STRING fields: a value, or a part of one, in the form in which the field is stored, so that
  // what a filter says meets it (`ＡＢＣ` meets `ABC`). What has no such form stays as it is. Null:
  // values are stored as they come.
  std::function<std::string(absl::string_view text)> stored_form;
  // Of NAME fields. Without `from_id` explanations show the id in hexadecimal digits.
  NameToId to_id;
  IdToName from_id;
  bool repeated = false;
  // May stand in order_by.
  bool sortable = false;
  // Of fields behind an open one: the key, as it is in the map. Set by Schema.
  std::string key;
};

using FieldPtr = std::shared_ptr<const Field>;

// Looks up `key` of the open field `prefix`, say `area` of `custom`. The result
// needs no path. INVALID_ARGUMENT or NOT_FOUND say what is wrong with the key;
// any other error ends the check as it is.
using FieldResolver =
    std::function<absl::StatusOr<Field>(absl::string_view prefix, absl::string_view key)>;

// The id of `{collection}/{uuid}` names, as 16 bytes.
NameToId NameIn(std::string collection);
// The name for 16 bytes; empty for others.
IdToName NameOf(std::string collection);

// Immutable, thus thread-safe.
class Schema {
 public:
  // `open` lists the fields whose keys are known only at run time (maps such as
  // `custom`, also within others: `parent.custom`): what stands behind their name
  // is for a FieldResolver, whose `prefix` is as it is here.
  explicit Schema(std::vector<Field> fields, std::vector<std::string> open = {});

  // The field at `path`, in snake_case or lowerCamelCase. INVALID_ARGUMENT if it
  // is not declared; the text names it and lists those that are.
  absl::StatusOr<FieldPtr> Find(const std::vector<std::string>& path,
                                const FieldResolver& resolver = nullptr) const;

  // The same, but null for a path that is not declared. Errors are the resolver's alone.
  absl::StatusOr<FieldPtr> Lookup(const std::vector<std::string>& path,
                                  const FieldResolver& resolver = nullptr) const;

  // Whether the path, in either spelling, is that of an open field.
  bool IsOpen(const std::vector<std::string>& path) const;
  // All declared fields, in the order of their paths; those behind open ones are not among them.
  std::vector<FieldPtr> Fields() const;

  // Of all sortable fields.
  std::vector<std::string> SortablePaths() const;

 private:
  absl::StatusOr<FieldPtr> FindOpen(const std::string& prefix, const std::string& key,
                                    const FieldResolver& resolver) const;
  // Those first that may have been meant by a path that is not among them.
  std::string DeclaredPaths(absl::string_view wanted) const;

  std::map<std::string, FieldPtr> fields_;
  std::vector<std::string> open_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_SCHEMA_H_
