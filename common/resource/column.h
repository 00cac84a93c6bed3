// Where a declared field lies: in a column of its resource's table, or as a set in rows beside it.
#ifndef GUANXI_COMMON_RESOURCE_COLUMN_H_
#define GUANXI_COMMON_RESOURCE_COLUMN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/filter/message_field.h"
#include "common/filter/schema.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::resource {

// The SQL type of a declared field's column; FieldRules.column says what a field of each kind is.
//   kText  VARCHAR utf8mb4_bin NOT NULL     kName     BINARY(16) (the id of a resource name)
//   kEnum  SMALLINT NOT NULL                kTime     DATETIME(6)
//   kInt   BIGINT                           kDate     DATE
//   kBool  TINYINT                          kDecimal  DECIMAL(38,9)
//                                           kMoney    DECIMAL(38,9), and a CHAR(3) of its currency
enum class ColumnKind { kText, kName, kEnum, kTime, kInt, kBool, kDate, kDecimal, kMoney };

struct Column {
  // Behind the column's name.
  static constexpr absl::string_view kSortSuffix = "_sort";
  static constexpr absl::string_view kCurrencySuffix = "_currency";

  const google::protobuf::FieldDescriptor* field = nullptr;
  // The fields that lead to the message with `field`; none for one of the resource's own.
  std::vector<const google::protobuf::FieldDescriptor*> parents;
  // "organization.credit_code".
  std::string path;
  std::string name;
  ColumnKind kind = ColumnKind::kText;
  // Of kName: the collection that its names are in.
  std::string collection;
  // A second column, VARBINARY, holds the pinyin sort key.
  bool collated = false;
  // The value is in the column alone, outside of body and version.
  bool projected = false;
  // NULL stands for a field without a value; where this is false there is none.
  bool nullable = false;
  // Reads the field as filters over messages do, so that both see the same. Never empty after
  // ResourceType::Compile.
  std::optional<filter::MessageField> reader;

  // The column that lists are ordered by.
  std::string sort_name() const;
  // All that hold the field: the one named `name`, then that of the sort key or the currency.
  std::vector<std::string> names() const;
  // What a value of the first of them is bound to in a comparison, which is exact so.
  absl::string_view mark() const;
  size_t width() const { return collated || kind == ColumnKind::kMoney ? 2 : 1; }
  // Whether lists can be ordered by it.
  bool is_sortable() const;
  // The message that has `field`, in a message of the resource; an empty one if it is absent.
  const google::protobuf::Message& HolderIn(const google::protobuf::Message& resource) const;
};

// Whether a column can hold the field, and what it is then.
std::optional<ColumnKind> ColumnKindOf(const google::protobuf::FieldDescriptor* field);

// What filters know of the column's field. Its binding is the column's name.
filter::Field FilterField(const Column& column);

// What a column takes in an index's key at most, in bytes: characters of four, a length, a NULL.
int IndexBytes(const Column& column);

// A set of texts or names, whose values are rows of `set_values`.
struct SetField {
  const google::protobuf::FieldDescriptor* field = nullptr;
  // Of the elements, if they are names.
  std::string collection;
  // See Column.
  std::optional<filter::MessageField> reader;

  int number() const { return field->number(); }
};

// A value in `set_values` is no longer.
inline constexpr int kMaxSetValueBytes = 128;

// Its binding is kSetBinding and the number.
filter::Field FilterField(const SetField& set);
inline constexpr absl::string_view kSetBinding = "set:";

// Whose the records are; see metadata.v1.RowScope. Fields of the resource itself.
struct ScopeFields {
  const Column* owner = nullptr;
  const Column* department = nullptr;
  const SetField* collaborators = nullptr;
  std::vector<const Column*> handed_over;  // name users who serve it; no part of who sees it
  bool via_parent = false;
  bool owner_alone = false;

  bool has_fields() const {
    return owner != nullptr || department != nullptr || collaborators != nullptr;
  }
};

// The options of a field; defaults if it has none.
const metadata::v1::FieldRules& Rules(const google::protobuf::FieldDescriptor* field);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_COLUMN_H_
