// One declared field of a message as the values of its columns, and back.
#ifndef GUANXI_COMMON_RESOURCE_COLUMN_CODEC_H_
#define GUANXI_COMMON_RESOURCE_COLUMN_CODEC_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "common/db/rows.h"
#include "common/db/value.h"
#include "common/resource/column.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Adds the values of `column.names()`. INTERNAL or INVALID_ARGUMENT for values that CheckColumns
// and CheckDeclared would have refused.
absl::Status AppendColumn(const Column& column, const google::protobuf::Message& resource,
                          std::vector<db::Value>* values);

// Sets a field of the resource's own, which is not set, from the columns of `row` that begin at
// `at`, in the order of `column.names()`.
absl::Status DecodeColumn(const Column& column, const db::Row& row, size_t at,
                          google::protobuf::Message* resource);

// Whether a field is set, by the value of its first column.
bool IsSet(const Column& column, const db::Value& value);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_COLUMN_CODEC_H_
