// Constants in C++, written.
#ifndef GUANXI_TOOLS_RESTTABLE_CC_TEXT_H_
#define GUANXI_TOOLS_RESTTABLE_CC_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace guanxi::resttable {

// Names of protobuf and paths of our rules hold neither quotes nor backslashes.
inline std::string Quoted(absl::string_view text) { return absl::StrCat("\"", text, "\""); }

// Adds an array of these to `out` and returns what a List of it is initialised with.
inline std::string AddArray(absl::string_view type, absl::string_view name,
                            const std::vector<std::string>& items, std::string* out) {
  if (items.empty()) return "{}";
  absl::StrAppend(out, "const ", type, " ", name, "[] = {\n    ", absl::StrJoin(items, ",\n    "),
                  "};\n");
  return absl::StrCat("{", name, ", ", items.size(), "}");
}

inline std::vector<std::string> AllQuoted(std::vector<std::string> texts) {
  for (std::string& text : texts) text = Quoted(text);
  return texts;
}

}  // namespace guanxi::resttable

#endif  // GUANXI_TOOLS_RESTTABLE_CC_TEXT_H_
