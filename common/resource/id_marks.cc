#include "common/resource/id_marks.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace guanxi::resource {

size_t MarksFor(size_t values) {
  size_t marks = 1;
  while (marks < values) marks *= 2;
  return marks;
}

std::string Marks(size_t count) {
  return absl::StrJoin(std::vector<absl::string_view>(count, "?"), ",");
}

void AppendIds(absl::Span<const Uuid> ids, size_t count, std::vector<db::Value>* values) {
  for (size_t i = 0; i < count; ++i) {
    values->emplace_back(ids[std::min(i, ids.size() - 1)].bytes());
  }
}

db::Value IdTableValue(absl::Span<const Uuid> ids) {
  return absl::StrCat("[",
                      absl::StrJoin(ids, ",",
                                    [](std::string* out, const Uuid& id) {
                                      absl::StrAppend(out, "\"", absl::BytesToHexString(id.bytes()),
                                                      "\"");
                                    }),
                      "]");
}

}  // namespace guanxi::resource
