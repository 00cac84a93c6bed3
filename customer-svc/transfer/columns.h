// What a column of a file of customers means.
//
// A meaning is written as
//   name                         customers/{uuid}: the customer itself
//   external_id                  the id in the system that the file comes from
//   <field path>                 a field that clients may write: industry, organization.credit_code
//   phones.<label>, emails.<label>, addresses.<label>
//                                entries of that list, with that label
//   external_ids.<system>        an id in a system
//   address.<part>               that part of the first address: address.postal_code
//   custom.<key>                 a custom field
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_COLUMNS_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_COLUMNS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/tabular/header.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {

// The kinds of values of custom fields, by key.
using CustomTypes = std::map<std::string, metadata::v1::FieldDefinition::ValueType>;

// One column. A value; cheap to copy.
class Column {
 public:
  // INVALID_ARGUMENT if `meaning` is none of the above.
  static absl::StatusOr<Column> Parse(absl::string_view meaning, absl::string_view source_system);

  const std::string& meaning() const { return meaning_; }

  // Whether the column says which customer a row means: without it the row says nothing.
  bool identifies() const;
  // Whether the column adds to what others state, and has to be read after them.
  bool reads_last() const { return kind_ == Kind::kAddressPart; }
  // Whether what a cell says goes by what a custom field is defined as.
  bool is_custom() const { return kind_ == Kind::kCustom; }
  // The customer's field that it adds to, as in LeftOut (row.h).
  std::string field() const;

  // States the cell's value in `customer`. A cell that is empty, or says that there is nothing
  // (cell_text.h), states nothing. INVALID_ARGUMENT names the column and what was wanted; then
  // nothing is stated. `region` is that of phone numbers and amounts without a country.
  absl::Status Set(absl::string_view cell, const CustomTypes& types, v1::Customer* customer,
                   absl::string_view region = "CN") const;

  // The value of the customer in this column.
  std::string Get(const v1::Customer& customer) const;

 private:
  enum class Kind { kField, kLabelled, kExternalId, kAddressPart, kCustom };

  bool SaysNothing(absl::string_view cell) const;
  absl::Status SetCustom(absl::string_view cell, const CustomTypes& types,
                         v1::Customer* customer) const;
  absl::Status SetField(absl::string_view cell, absl::string_view region,
                        v1::Customer* customer) const;

  Kind kind_ = Kind::kField;
  std::string meaning_;
  std::vector<const google::protobuf::FieldDescriptor*> path_;
  std::string key_;  // Label, system or custom field.
};

// What is known of column names without a mapping.
tabular::HeaderRules KnownHeaders();

// The columns of an export: every field that clients may write, so that an import of the file
// changes nothing.
const std::vector<Column>& ExportColumns();
// Their names as the first row of a CSV file, byte order mark included.
std::string ExportHeader();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_COLUMNS_H_
