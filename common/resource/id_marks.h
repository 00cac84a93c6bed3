// Marks of an IN (...): statements differ by powers of two alone, so that few are prepared.
#ifndef GUANXI_COMMON_RESOURCE_ID_MARKS_H_
#define GUANXI_COMMON_RESOURCE_ID_MARKS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/value.h"

namespace guanxi::resource {

// Ids of one statement.
inline constexpr size_t kMaxIdsPerSelect = 256;

// How many marks stand for so many values.
size_t MarksFor(size_t values);

// "?,?,?".
std::string Marks(size_t count);

// Values for `count` marks: the ids, the last one repeated.
void AppendIds(absl::Span<const Uuid> ids, size_t count, std::vector<db::Value>* values);

// A table `j` of ids, `UNHEX(j.id)`, out of one value however many they are: to look each of them up
// in an index. An IN (...) of so many is taken for a filter where the database knows little of the
// index.
inline constexpr char kIdTable[] = "JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j";
db::Value IdTableValue(absl::Span<const Uuid> ids);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ID_MARKS_H_
